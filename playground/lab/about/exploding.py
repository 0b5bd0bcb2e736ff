"""Exploding gradients: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

_CLIPPED = (("none", "no clipping"), ("value", "clipped by value"), ("norm", "clipped by norm"))

EXPERIMENT = Experiment(
    name="exploding",
    title="Exploding gradients",
    claim="With recurrent weights that are too large, gradients explode and training ends in NaN; clipping "
    "them keeps the run alive.",
    about="""\
On its way back through time a gradient is multiplied by the recurrent matrix U once a step. How much a \
matrix stretches in the long run is told by its spectral radius, the largest absolute value of its \
eigenvalues:

    rho(U) = max |lambda_i|
    dL_T/dh_t = J_{t+1}^T ... J_T^T dL_T/dh_T,    J_s = diag(phi'(a_s)) U

If the Jacobians J_s stretch as well, the gradient of a long sequence grows exponentially with its length. \
For tanh a radius above 1 is necessary, not sufficient, as its slopes below 1 take some of the stretch \
away; a rectifier (relu) lets the state itself grow with it. The first chart shows the gradient's norm of \
fresh networks against the radius that their recurrent matrices (those of the gates, too) were scaled to.

Then each network is trained three times, on the adding problem: a sequence of numbers of which two are \
marked, and at its end the sum of these two is asked for (Hochreiter and Schmidhuber 1997). The three runs \
differ only in what happens to the gradient g before the step:

    no clipping        g
    clipped by value   each g_i cut to [-v, v]
    clipped by norm    g * min(1, c / |g|)

By norm (Pascanu, Mikolov and Bengio 2013) keeps the direction of the gradient, by value does not. The \
step is that of plain gradient descent, w - rate * g, because its length is the gradient's: a gradient of \
10,000 throws the weights somewhere far off, where the next one is larger still, until single precision \
(3.4e38) overflows, infinity meets infinity, and everything is NaN, not a number. AdamW, with which \
everything else here is trained, divides the step by the size of recent gradients and so is hard to \
explode; choose it to see that. All runs are by the training loop that is used everywhere here, except \
that it is told not to go back to the last good state by itself, as it otherwise does.

Clipping mends the step, not the network. With radius 2 and 100 steps the norm of a relu network's \
gradient is beyond single precision: by norm the gradient is then multiplied by c / infinity = 0, and the \
run stands still for ever, while by value it goes on. With radius 3 the forward pass itself overflows, and \
there is nothing left to clip.""",
    settings=(
        Setting(
            name="radius",
            label="Spectral radius",
            help="The largest absolute eigenvalue that every recurrent matrix is scaled to before training.",
            kind="float",
            default=1.6,
            low=0.01,
            high=10.0,
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
            name="clip_value",
            label="Clip by value at",
            help="The largest size of one number of the gradient.",
            kind="float",
            default=0.1,
            low=1e-6,
            high=1e6,
        ),
        Setting(
            name="clip_norm",
            label="Clip by norm at",
            help="The largest norm of the gradient.",
            kind="float",
            default=1.0,
            low=1e-6,
            high=1e6,
        ),
        Setting(
            name="optimizer",
            label="Optimizer",
            help="sgd: plain gradient descent, whose steps are as large as the gradient; adamw: AdamW.",
            kind="choice",
            default="sgd",
            choices=("sgd", "adamw"),
        ),
        Setting(
            name="learning_rate",
            label="Learning rate",
            help="The same at every step.",
            kind="float",
            default=0.03,
            low=0.0,
            high=10.0,
        ),
        Setting(
            name="length",
            label="Sequence length",
            help="Steps of each sequence.",
            kind="int",
            default=100,
            low=2,
            high=2000,
        ),
        Setting(
            name="steps",
            label="Training steps",
            help="Updates of each run.",
            kind="int",
            default=200,
            low=1,
            high=100_000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of every network.",
            kind="int",
            default=64,
            low=2,
            high=512,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="radius",
            title="The gradient of fresh networks",
            x="spectral radius of the recurrent matrices",
            y="norm of the gradient",
            log_y=True,
            note="Before training; curves end above 1e12. Gates hold their gradients down longer.",
        ),
        *(
            Panel(
                id=f"norm-{clip}",
                title=f"Gradient norm, {words}",
                x="training step",
                y="norm of the gradient, before clipping",
                log_y=True,
                note="Values above 1e20 are not drawn." if clip == "none" else "",
            )
            for clip, words in _CLIPPED
        ),
        *(
            Panel(
                id=f"loss-{clip}",
                title=f"Loss, {words}",
                x="training step",
                y="mean squared error of the batch",
                log_y=True,
                note="Always answering 1 costs 0.17.",
            )
            for clip, words in _CLIPPED
        ),
        Panel(
            id="clips",
            title="Clip events",
            x="training step",
            y="steps clipped so far",
            note="A line that rises with the steps: every gradient is clipped.",
        ),
    ),
    module="playground.lab.exploding",
    seconds=25,
)
