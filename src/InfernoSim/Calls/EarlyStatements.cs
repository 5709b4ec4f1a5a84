using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// Statements that were taken for background because no exchange was open that they may be of. One that begins later may have them: where a
/// statement names no request, the moment at which it came is all that gave it to one in the recording. Thread-safe.
/// </summary>
internal sealed class EarlyStatements
{
    // Those of a poller are not missed by anybody.
    private const int Most = 4096;

    private readonly Lock _lock = new();
    private readonly List<(int? Worker, CallProbe Probe)> _statements = [];

    /// <summary>Keeps a statement that was answered.</summary>
    /// <param name="worker">Whose service sent it; <see langword="null"/> where that is not known.</param>
    /// <param name="probe">The statement.</param>
    public void Add(int? worker, CallProbe probe)
    {
        lock (_lock)
        {
            if (_statements.Count == Most)
            {
                _statements.RemoveAt(0);
            }

            _statements.Add((worker, probe));
        }
    }

    /// <summary>Gives an exchange the statements that it misses and that may come at any time.</summary>
    /// <param name="scope">The exchange.</param>
    /// <returns>How many.</returns>
    public int GiveTo(ExchangeScope scope)
    {
        if (!scope.Calls.IsMissingAnyOfAnyTime)
        {
            return 0;
        }

        lock (_lock)
        {
            return _statements.RemoveAll(statement => statement.Worker is var worker && (worker is null || worker == scope.Address.Worker) && IsGivenTo(scope, statement.Probe));
        }
    }

    private static bool IsGivenTo(ExchangeScope scope, CallProbe probe)
    {
        if (!LiveCalls.MayMatch(scope, probe) || LiveCalls.Match(scope, probe, static (_, _) => true) is not { } call)
        {
            return false;
        }

        scope.Events.Note(LogicalEventKind.CallAnswered, call.Index);
        return true;
    }
}
