namespace InfernoSim.Trust.Tests.Desk;

/// <summary>What makes and shows the ids of the ticket desk. A case replaces one of them, as a defect of real code would.</summary>
internal sealed record DeskMakers
{
    /// <summary>The id of a new ticket: one number after the other, whoever asks.</summary>
    public Func<long> Ticket { get; init; } = Counter(1);

    /// <summary>The id of a new customer.</summary>
    public Func<long> Customer { get; init; } = Counter(1);

    /// <summary>The ticket that the Location of a new one names.</summary>
    public Func<long, long> Located { get; init; } = id => id;

    /// <summary>The ticket that the archive is told of when there is a new one.</summary>
    public Func<long, long> Archived { get; init; } = id => id;

    /// <summary>The ticket whose history the archive is asked for.</summary>
    public Func<long, long> Asked { get; init; } = id => id;

    /// <summary>The id of a ticket where it is shown again.</summary>
    public Func<DeskTicket, long> Shown { get; init; } = ticket => ticket.Id;

    /// <summary>The ticket that a ticket links to as itself.</summary>
    public Func<long, long> Linked { get; init; } = id => id;

    /// <summary>The ticket that the form of a page closes.</summary>
    public Func<long, long> Closed { get; init; } = id => id;

    /// <summary>The ticket that a ticket in text speaks of.</summary>
    public Func<long, long> Named { get; init; } = id => id;

    /// <summary>The seats of a ticket where it is shown again.</summary>
    public Func<DeskTicket, int> Seats { get; init; } = ticket => ticket.Seats;

    /// <summary>Whether a ticket that is taken back is gone.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>Numbers that count on.</summary>
    public static Func<long> Counter(long first)
    {
        long next = first - 1;
        return () => Interlocked.Increment(ref next);
    }
}

/// <summary>A ticket.</summary>
internal sealed record DeskTicket(long Id, long Customer, int Seats);
