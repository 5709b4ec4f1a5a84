using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Trust.Tests.Desk;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using static InfernoSim.Trust.Tests.Desk.DeskTraffic;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Ids that count on from worker to worker, and ids that only look so.</summary>
internal static class ShortIds
{
    // So long that the table can name it, whichever ticket it is added to.
    private const long Far = 100_000_000_000_000_000;
    private const string Other = "(18 digits)";
    private const string History = "GET http://archive/tickets/1/history?ticket=1";

    private static readonly ReplayOptions Usual = TrustCase.Usual with { Headers = [] };

    public static IEnumerable<TrustCase> Regressions =>
    [
        Fails("another ticket's id where a ticket is shown again", make => make with { Shown = ticket => ticket.Id + Far }, Body(Shown, "/id", "1", Other)),
        Fails("the customer's id for the ticket's", make => make with { Customer = DeskMakers.Counter(Far), Shown = ticket => ticket.Customer }, Body(Shown, "/id", "1", Other)),
        Fails("the recorded ticket, whoever asks", make => make with { Ticket = DeskMakers.Counter(50), Shown = _ => 1 }, Body(Shown, "/id", "1", "\"1 (of another, own is its)\"")),
        Fails("a Location that names another ticket than the body", make => make with { Located = id => id + Far }, Header(Ticket, "/tickets/1", $"/tickets/{Other}")),
        Fails("a link to another ticket", make => make with { Linked = id => id + Far }, Body(Ticket, "/self", "\"/tickets/1?view=full\"", $"\"/tickets/{Other}?view=full\"")),
        FailsVarying("a text about another ticket", make => make with { Named = id => id + Far }, Body(Ticket, "/text", "\"Ticket 1 is valid.\"", $"\"Ticket {Other} is valid.\"")),
        Fails(
            "a form that closes another ticket",
            make => make with { Closed = id => id + Far },
            Body(
                Page,
                "line 1, column 67",
                "<html><body><h1>Ticket 2</h1><form method=\"post\" action=\"/tickets/2/close\"><input type=\"hidden\" name=\"ticketId\" value=\"2…",
                $"<html><body><h1>Ticket 2</h1><form method=\"post\" action=\"/tickets/{Other}/close\"><input type=\"hidden\" name=\"t…")),
        Fails("one id for all tickets that are sold", make => make with { Ticket = () => 7 }, Called("body/ticketId", "1", "7")),
        Fails("the archive is asked about another ticket", make => make with { Asked = id => id + Far }, new(DivergenceKind.CallChanged, Shown, 0, "path", "/tickets/1/history", $"/tickets/{Other}/history")),
        Fails("the archive is told of another ticket", make => make with { Ticket = DeskMakers.Counter(Far), Archived = id => id + Far }, Header(Ticket, "/tickets/1", $"/tickets/{Other}")),
        Fails("other seats, the number of which is that of the id in the recording", make => make with { Seats = ticket => ticket.Seats + 3 }, Body(Ticket, "/seats", "1", "4")),
        Fails("a ticket that is not deleted", make => make with { Deletes = false }, new(DivergenceKind.CallExtra, Gone, 0, History, "no such call", History)),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        Passes("a desk whose ids count on from worker to worker and from run to run", make => make),
        Passes("ids of another length", make => make with { Ticket = DeskMakers.Counter(4_099_998), Customer = DeskMakers.Counter(98) }),
        Passes("ids of tickets that run through those of customers", make => make with { Customer = DeskMakers.Counter(3) }),
    ];

    private static ExpectedDivergence Body(int exchange, string location, string expected, string got) => new(DivergenceKind.ResponseBody, exchange, null, location, expected, got);

    private static ExpectedDivergence Header(int exchange, string expected, string got) => new(DivergenceKind.ResponseHeader, exchange, null, "Location", expected, got);

    private static ExpectedDivergence Called(string location, string expected, string got) => new(DivergenceKind.CallChanged, Ticket, 0, location, expected, got);

    private static TrustCase Fails(string name, Func<DeskMakers, DeskMakers> plant, ExpectedDivergence first) => New(name, plant, ReplayOutcome.FailDiverged, first);

    // Each worker is told another one, and a text says nothing of what its numbers are.
    private static TrustCase FailsVarying(string name, Func<DeskMakers, DeskMakers> plant, ExpectedDivergence first) => New(name, plant, ReplayOutcome.FailNonDeterministic, first);

    private static TrustCase Passes(string name, Func<DeskMakers, DeskMakers> plant) => New(name, plant, ReplayOutcome.PassStrong, null);

    private static TrustCase New(string name, Func<DeskMakers, DeskMakers> plant, ReplayOutcome outcome, ExpectedDivergence? first) =>
        new(name, () => new Mutation(), outcome, first)
        {
            Options = Usual,
            Places = Names,
            Replay = (_, variant) => RecordedDesk.ReplayAsync(plant(new DeskMakers()), variant.Options),
        };
}
