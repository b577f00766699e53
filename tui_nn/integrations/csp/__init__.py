"""Online training in graphs of `csp`, Point72's engine for streams of events, and streams of csp for training here.

A node that learns from two time series:

    import csp
    from datetime import datetime, timedelta
    from tui_nn.experiment.lessons import lesson
    from tui_nn.integrations.csp import curves, train

    @csp.graph
    def learning():
        events = curves()  # or any two time series that tick together
        trained = train(lesson("relu-1-1-1-stream"), events.x, events.y)
        csp.print("loss", trained.loss)
        csp.print("w1", trained.parameter("w1"))

    csp.run(learning, starttime=datetime(2020, 1, 1), endtime=timedelta(seconds=4))

- `train`: the network as a node; prediction, loss and parameters are time series.
- `traced`, `watched`: training that runs on a thread of its own, as time series of a graph.
- `events_of`: a graph that runs on a thread of its own, as a stream of events to train on.
- `curves`, `sample`: synthetic curves, and a graph that learns them; `python -m tui_nn.integrations.csp` runs it.

The events may come from wherever csp has an adapter for. From a topic of a Kafka cluster with messages such as
`{"x": 1.5, "y": 2.3}`, in a module `from_kafka.py`:

    import csp
    from csp import ts
    from csp.adapters.kafka import KafkaAdapterManager
    from csp.adapters.utils import JSONTextMessageMapper

    class Message(csp.Struct):
        x: float
        y: float

    @csp.graph
    def graph() -> csp.Outputs(x=ts[float], y=ts[float]):
        cluster = KafkaAdapterManager(broker="localhost:9092")
        every = csp.PushMode.NON_COLLAPSING
        message = cluster.subscribe(Message, JSONTextMessageMapper(), topic="events", push_mode=every)
        return csp.output(x=message.x, y=message.y)

on which `tui-nn train relu-1-1-1-stream --csp from_kafka:graph --trace -` trains as the messages come.
"""

from tui_nn.integrations import require

require("csp", extra="csp")

from tui_nn.integrations.csp.loading import load_graph
from tui_nn.integrations.csp.node import Trained, train
from tui_nn.integrations.csp.sample import curves, sample
from tui_nn.integrations.csp.source import events_of
from tui_nn.integrations.csp.tracing import Traced, traced, watched

__all__ = ["Traced", "Trained", "curves", "events_of", "load_graph", "sample", "train", "traced", "watched"]
