"""Memory span: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

_DELAY = "delay (steps)"

EXPERIMENT = Experiment(
    name="memory",
    title="Memory span",
    claim="An LSTM or a GRU can learn to remember something over many more steps than a plain RNN.",
    about="""\
Recall: a network is shown one of eight symbols, then others of the same alphabet that mean nothing, and \
is then asked which one came first. Nothing but the memory of the first step helps; who has lost it is \
right as often as a guess, one time in eight. The delay is the number of steps from that symbol to the \
question. It is the first-token version of the latching problem of Bengio, Simard and Frasconi (1994).

    C  a  x  x  c  ...  b  x  ?        C
       '----- delay - 1 -----'

Adding: of as many numbers from 0 to 1 as the delay says, two are marked, one in each half; their sum is \
asked for (Hochreiter and Schmidhuber 1997, section 5.4; Arjovsky, Shah and Bengio 2016). Here a number \
must be kept, not one of a few symbols. Who always answers 1 has a squared error of 1/6, the variance of \
the sum.

Training grows with the delay: a network learns the shortest one first, until it makes no mistake on \
held-out sequences (adding: until the error is 0.005) or has had its updates, and then goes on to the next \
delay with the weights it has. All networks are treated alike; one that failed at the last two delays gets \
a quarter of the updates at the longer ones. Without growing (training: afresh) every delay is learned \
from new weights, and a thousand steps are then out of reach for every network in the updates that a \
minute allows.

How many steps a cell can hold something is a matter of what it starts with. A gate that multiplies the \
memory by f in every step keeps f^t of it after t steps, about 1 / (1 - f) steps long. The memory of a \
plain RNN begins with h_t = tanh(U h_{t-1} + ...) and U drawn uniformly between -1/sqrt(H) and 1/sqrt(H), \
whose spectral radius is near 1/sqrt(3) = 0.58: after ten steps 0.004 of a signal is left. An orthogonal U \
(Saxe, McClelland and Ganguli 2014) has every eigenvalue on the unit circle and is the best that such a \
network can begin with. An LSTM with forget bias 1 keeps sigmoid(1) = 0.73, not so much more; the chrono \
initialisation (Tallec and Ollivier 2018) draws the bias of its forget gate as

    b_f = log u,    u uniform from 1 to T_max - 1,    b_i = -b_f

so that its units forget after between 1 and T_max steps (T_max is the longest delay of the experiment). \
In a GRU, h_t = (1 - z_t) n_t + z_t h_{t-1}, the same can be done with the bias of z; its usual start is z \
= 1/2.

The span of a network is the longest delay at which its score, averaged over networks that differ in their \
seed, is at least half-way from a guess to perfect. It is near a guess where less than a fifth of that way \
is left. It need not get that low: a unit of a tanh RNN that is driven into saturation is a switch, which \
tells one group of symbols from another for as long as you like.

One network of each kind learns by default, so spans differ from seed to seed. With the seeds 0, 1 and 2 \
the GRU and the LSTM, each with its best start, outlasted both plain networks on both problems every time. \
The LSTM with forget bias 1 had a span of 500, 100 and 100 for recall, and with seed 2 the plain RNN had \
100 as well.""",
    settings=(
        Setting(
            name="problems",
            label="Problems",
            help="What has to be remembered: the first symbol, or two numbers to add.",
            kind="choices",
            default=("recall", "adding"),
            choices=("recall", "adding"),
        ),
        Setting(
            name="delays",
            label="Delays",
            help="Steps over which something must be remembered.",
            kind="ints",
            default=(10, 20, 50, 100, 200, 500, 1000),
            low=2,
            high=5000,
        ),
        Setting(
            name="networks",
            label="Networks",
            help="Cell and how it starts: an orthogonal matrix, gates that hold (chrono), or as usual.",
            kind="choices",
            default=("RNN", "RNN orthogonal", "GRU", "LSTM", "LSTM chrono"),
            choices=("RNN", "RNN orthogonal", "GRU", "GRU chrono", "LSTM", "LSTM chrono"),
        ),
        Setting(
            name="training",
            label="Training",
            help="Let the delay grow while a network learns, or begin with new weights at each.",
            kind="choice",
            default="growing",
            choices=("growing", "afresh"),
        ),
        Setting(
            name="repeats",
            label="Repeats",
            help="Networks of each kind, with different seeds, whose mean is shown.",
            kind="int",
            default=1,
            low=1,
            high=50,
        ),
        Setting(
            name="updates",
            label="Most updates",
            help="At each delay; at long ones fewer: updates times delay is at most 40,000.",
            kind="int",
            default=400,
            low=1,
            high=100_000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of every network.",
            kind="int",
            default=32,
            low=2,
            high=512,
        ),
        Setting(
            name="learning_rate",
            label="Learning rate",
            help="Peak, of AdamW.",
            kind="float",
            default=0.01,
            low=1e-6,
            high=1.0,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="recall",
            title="Recall: what is remembered of the first symbol",
            x=_DELAY,
            y="accuracy",
            log_x=True,
            note="Right answers to held-out sequences; a guess is right one time in eight.",
        ),
        Panel(
            id="adding",
            title="Adding: the error of the sum",
            x=_DELAY,
            y="mean squared error",
            log_x=True,
            log_y=True,
            note="Lower is better; who always answers 1 has an error of 1/6.",
        ),
        Panel(
            id="learning",
            title="While it learns the delay of the moment",
            x="updates",
            y="from a guess (0) to perfect (1)",
            note="A curve ends early when no mistake is left; worse than -1 is drawn at -1.",
        ),
    ),
    module="playground.lab.memory",
    seconds=75,
)
