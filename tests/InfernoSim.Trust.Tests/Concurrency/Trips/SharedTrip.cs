namespace InfernoSim.Trust.Tests.Concurrency.Trips;

/// <summary>
/// The planted race: a field that each request writes, and reads again a little later. That another request for the same
/// traveller writes it in between is made certain: of two, the first waits for the second.
/// </summary>
internal sealed class SharedTrip
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource> _waiting = [];
    private string _current = "";

    /// <summary>Writes the trip at hand and reads it again.</summary>
    /// <returns>To the first of two requests another one's trip, to the second its own.</returns>
    public async Task<string> WriteAndReadAsync(string traveller, string trip)
    {
        Task second;
        lock (_lock)
        {
            _current = trip;
            if (_waiting.Remove(traveller, out TaskCompletionSource? first))
            {
                first.SetResult();
                return _current;
            }

            _waiting[traveller] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            second = _waiting[traveller].Task;
        }

        await second;
        return _current;
    }
}
