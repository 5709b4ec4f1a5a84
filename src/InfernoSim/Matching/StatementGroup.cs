using InfernoSim.Observations;

namespace InfernoSim.Matching;

/// <summary>
/// Statements that one request must have caused: those of one transaction on one connection, which come one after the other. Where they name
/// no request, the first that is found says where the others are looked for first.
/// </summary>
internal sealed class StatementGroup
{
    private readonly List<(string? Savepoint, Action TakeBack)> _answered = [];
    private int _begun;

    /// <summary>Whether an error leaves nothing to do but end the transaction, as in PostgreSQL; otherwise it may go on.</summary>
    public bool EndsOnError { get; init; } = true;

    /// <summary>The exchange that the last of them was found in; <see langword="null"/> as long as none was.</summary>
    public ReplayAddress? Exchange { get; set; }

    /// <summary>Whether one of them has named the request, so that it is known whose the others are.</summary>
    public bool IsNamed { get; private set; }

    /// <summary>One of them names its request.</summary>
    /// <param name="exchange">The request's exchange.</param>
    public void Name(ReplayAddress exchange)
    {
        Exchange = exchange;
        IsNamed = true;
    }

    /// <summary>Whether a fault has made one of them fail, so that the transaction is to be rolled back, or to a savepoint.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether none has been answered since a fault made one of them fail, so that an end comes of the fault.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Whether none of them has been answered for a request.</summary>
    public bool IsNew => Exchange is null && _answered.Count == 0;

    /// <summary>Says whose the beginning is, where that was left open until another statement of the transaction tells.</summary>
    public Action SettleBeginning { get; set; } = static () => { };

    /// <summary>It is known whose the beginning is.</summary>
    /// <param name="takeBack">Undoes its answer.</param>
    public void Began(Action takeBack) => _answered.Insert(_begun++, (null, takeBack));

    /// <summary>One has been answered.</summary>
    /// <param name="takeBack">Undoes that: it may be asked again, and is answered once more.</param>
    public void Answered(Action takeBack)
    {
        IsGivenUp = false;
        _answered.Add((null, takeBack));
    }

    /// <summary>The last one has set a savepoint: what is answered from now on can be taken back alone.</summary>
    /// <param name="name">The savepoint.</param>
    public void Save(string name) => _answered.Add((name, static () => { }));

    /// <summary>A fault has made one of them fail. Whoever tries again tries all of them, or those after the last savepoint.</summary>
    public void Fail()
    {
        HasFailed = IsGivenUp = true;
        if (!EndsOnError)
        {
            return;
        }

        TakeBackFrom(_answered.FindLastIndex(answered => answered.Savepoint is not null) + 1);
    }

    /// <summary>The failed transaction is rolled back.</summary>
    /// <param name="savepoint">To this savepoint; <see langword="null"/> for the whole of it.</param>
    public void RollBack(string? savepoint = null)
    {
        HasFailed = false;
        TakeBackFrom(savepoint is null ? 0 : _answered.FindLastIndex(answered => answered.Savepoint == savepoint) + 1);
    }

    /// <summary>The savepoint that the failed transaction was rolled back to is gone: whoever tries again sets it again.</summary>
    /// <param name="savepoint">The savepoint.</param>
    public void Release(string savepoint)
    {
        int mark = _answered.FindLastIndex(answered => answered.Savepoint == savepoint);
        if (mark > 0)
        {
            TakeBackFrom(mark - 1);
        }
    }

    private void TakeBackFrom(int first)
    {
        foreach ((_, Action takeBack) in _answered[first..])
        {
            takeBack();
        }

        _answered.RemoveRange(first, _answered.Count - first);
        _begun = Math.Min(_begun, first);
    }
}
