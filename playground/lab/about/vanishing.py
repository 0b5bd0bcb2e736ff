"""Vanishing gradients: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

_DISTANCE = "distance T - t (steps)"
_LEFT = "norm of dL_T/dh_t, as a share of that at T"

EXPERIMENT = Experiment(
    name="vanishing",
    title="Vanishing gradients",
    claim="On its way back through time the gradient of a tanh RNN falls by orders of magnitude, where that "
    "of an LSTM with forget bias 1 does not.",
    about="""\
A recurrent network learns what an early step has to do with a late error from one quantity: the gradient \
of the loss L_T at the last step T with respect to the state h_t, T - t steps before. It comes back one \
step at a time, each time through the Jacobian of the cell:

    dL_T/dh_t = J_{t+1}^T ... J_T^T dL_T/dh_T,    J_s = dh_s/dh_{s-1}

In a plain RNN, h_t = phi(W x_t + U h_{t-1} + b), the Jacobian is J_s = diag(phi'(a_s)) U. The same matrix \
U meets the gradient at every step, and the slope of tanh is never above 1. Where the product shrinks a \
vector it shrinks it every time, so what is left falls exponentially: a straight line on a logarithmic \
axis (Hochreiter 1991; Bengio, Simard and Frasconi 1994).

An LSTM has a second way through time, along its cell state:

    c_t = f_t * c_{t-1} + i_t * g_t,    h_t = o_t * tanh(c_t)
    dc_t/dc_{t-1} = diag(f_t) + (what goes through the gates)

There the gradient is only multiplied by the forget gate f. A GRU does the same with h_t = (1 - z_t) * n_t \
+ z_t * h_{t-1}. If f stays near 1, the gradient stays. But a gate is near 1 only if its bias or its \
learning puts it there: with forget bias 0 a fresh LSTM forgets half in every step, with bias 1 it keeps \
sigmoid(1) = 0.73, and 0.73 to the power of 100 is 2e-14. Bias 5 keeps 0.993. So look at the two charts \
separately, before and while the network learns.

What is learned is to remember: each step has a number between -1 and 1, now and then one of them is \
marked, and at every step the network is to say the number that was marked last. It is trained on short \
sequences (50 steps), with an error at every step, by the same training loop as everything here. The \
gradient is then measured on sequences of which only the first step is marked, so that the answer at the \
end depends on the beginning and on nothing else. The gradients are computed exactly, in double precision, \
by the product above (playground/lab/state_gradients.py; a test holds them to autograd). For an LSTM, \
dL_T/dh_t is what came back through the gates, dL_T/dc_t what came back along the cell; a chart of their \
own shows both.

A tanh RNN can learn to remember as well, by driving units into saturation until they hold their value \
like a switch. Then its gradient vanishes because it remembers: near an attractor a small change dies out, \
and the slope of tanh is close to 0 (that is the argument of Bengio, Simard and Frasconi).""",
    settings=(
        Setting(
            name="lengths",
            label="Sequence lengths",
            help="Lengths T at which the gradient that reaches the first step is measured.",
            kind="ints",
            default=(10, 20, 50, 100, 200, 500, 1000),
            low=2,
            high=2000,
        ),
        Setting(
            name="distance",
            label="Distance",
            help="The distance, in steps, at which the networks are compared; charts show twice as much.",
            kind="int",
            default=100,
            low=1,
            high=1000,
        ),
        Setting(
            name="networks",
            label="Networks",
            help="Which networks are compared.",
            kind="choices",
            default=("rnn-tanh", "rnn-relu", "gru", "lstm"),
            choices=("rnn-tanh", "rnn-relu", "gru", "lstm"),
        ),
        Setting(
            name="forget_biases",
            label="Forget biases",
            help="One LSTM is made for each: the bias its forget gates begin with.",
            kind="ints",
            default=(0, 1, 5),
            low=-10,
            high=20,
        ),
        Setting(
            name="start",
            label="Recurrent start",
            help="How recurrent matrices begin: uniform in +-1/sqrt(units), as in torch, or as said.",
            kind="choice",
            default="uniform",
            choices=("uniform", "orthogonal", "identity"),
        ),
        Setting(
            name="steps",
            label="Training steps",
            help="Updates each network is trained for.",
            kind="int",
            default=500,
            low=1,
            high=100_000,
        ),
        Setting(
            name="window",
            label="Training length",
            help="Steps of the sequences that are trained on.",
            kind="int",
            default=50,
            low=2,
            high=1000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of every network.",
            kind="int",
            default=64,
            low=1,
            high=1024,
        ),
        Setting(
            name="learning_rate",
            label="Learning rate",
            help="Of AdamW.",
            kind="float",
            default=0.003,
            low=0.0,
            high=1.0,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="start",
            title="At initialisation",
            x=_DISTANCE,
            y=_LEFT,
            log_y=True,
            note="A straight line down is an exponential decay; curves end where less than 1e-20 is left.",
        ),
        Panel(
            id="now",
            title="As training proceeds",
            x=_DISTANCE,
            y=_LEFT,
            log_y=True,
            note="The same, redrawn while the networks learn to remember the number that was marked last.",
        ),
        Panel(
            id="reach",
            title="What is left at the chosen distance",
            x="training step",
            y="share of the gradient left",
            log_y=True,
            note="How far the gradient reaches, while it is being learned with.",
        ),
        Panel(
            id="cell",
            title="The two ways through an LSTM",
            x=_DISTANCE,
            y="norm of dL_T/dh_t or dL_T/dc_t, as a share of that at T",
            log_y=True,
            note="h: back through the gates. c: back along the cell, where only forget gates multiply it.",
        ),
        Panel(
            id="learning",
            title="What is learned meanwhile",
            x="training step",
            y="mean squared error on held-out sequences",
            log_y=True,
            note="Always answering 0 costs 0.33.",
        ),
        Panel(
            id="first",
            title="What reaches the first step, after training",
            x="sequence length T (steps)",
            y="norm of dL_T/dh_1, as a share of that at T",
            log_x=True,
            log_y=True,
            note="The networks were trained on sequences of 50 steps unless set otherwise.",
        ),
    ),
    module="playground.lab.vanishing",
    seconds=30,
)
