using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// Beginnings of transactions that are answered, and not yet known to be of one request: where a <c>BEGIN</c> names none, the statement that
/// follows it on its connection says whose it was, and a savepoint between the two. Equal ones are worth the same, and each request that goes on without one has sent one.
/// Thread-safe.
/// </summary>
internal sealed class HeldBeginnings
{
    private readonly Lock _lock = new();
    private readonly List<CallProbe> _held = [];

    /// <summary>Keeps one.</summary>
    /// <param name="beginning">The statement.</param>
    public void Add(CallProbe beginning)
    {
        lock (_lock)
        {
            _held.Add(beginning);
        }
    }

    /// <summary>Whether one of a transaction is kept.</summary>
    /// <param name="transaction">The transaction.</param>
    public bool HasAnyOf(StatementGroup? transaction)
    {
        lock (_lock)
        {
            return _held.Exists(beginning => beginning.Request.Group == transaction);
        }
    }

    /// <summary>Takes one that is still kept.</summary>
    /// <param name="beginning">What was kept.</param>
    /// <returns>Whether it was.</returns>
    public bool Take(CallProbe beginning)
    {
        lock (_lock)
        {
            return _held.Remove(beginning);
        }
    }

    /// <summary>Takes one for a request.</summary>
    /// <param name="transaction">The transaction that is known to be the request's, whose own is the first choice.</param>
    /// <param name="mayBe">Whether the request may have sent it.</param>
    /// <returns><see langword="null"/> where there is none.</returns>
    public CallProbe? TakeFor(StatementGroup? transaction, Func<CallProbe, bool> mayBe)
    {
        lock (_lock)
        {
            CallProbe? first = _held.OrderBy(beginning => beginning.Request.Group != transaction).FirstOrDefault(mayBe);
            if (first is not null)
            {
                _held.Remove(first);
            }

            return first;
        }
    }
}
