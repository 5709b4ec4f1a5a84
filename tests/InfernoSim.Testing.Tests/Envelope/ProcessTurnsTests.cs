using System.Threading.RateLimiting;
using InfernoSim.Testing.Envelope;

namespace InfernoSim.Testing.Tests.Envelope;

/// <summary>Searches of other tests take their turns in the same process: nothing here says when a turn comes, only what comes before.</summary>
public sealed class ProcessTurnsTests
{
    [Fact]
    public async Task Replays_are_side_by_side_and_a_search_waits_for_all_of_them()
    {
        RateLimitLease first = await ProcessTurns.ForReplayAsync(default);
        RateLimitLease second = await ProcessTurns.ForReplayAsync(default);
        Task<RateLimitLease> search = ProcessTurns.ForSearchAsync(default).AsTask();

        first.Dispose();
        Assert.False(search.IsCompleted);
        second.Dispose();

        (await search).Dispose();
    }

    [Fact]
    public async Task Who_comes_after_a_search_waits_for_it_and_for_those_before()
    {
        RateLimitLease replay = await ProcessTurns.ForReplayAsync(default);
        Task<RateLimitLease> search = ProcessTurns.ForSearchAsync(default).AsTask();
        Task<RateLimitLease> laterReplay = ProcessTurns.ForReplayAsync(default).AsTask();
        Task<RateLimitLease> laterSearch = ProcessTurns.ForSearchAsync(default).AsTask();

        Assert.False(laterReplay.IsCompleted);
        replay.Dispose();
        RateLimitLease alone = await search;
        Assert.False(laterReplay.IsCompleted);
        alone.Dispose();
        RateLimitLease next = await laterReplay;
        Assert.False(laterSearch.IsCompleted);
        next.Dispose();

        (await laterSearch).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_turn()
    {
        using var stop = new CancellationTokenSource();
        RateLimitLease replay = await ProcessTurns.ForReplayAsync(default);
        Task<RateLimitLease> search = ProcessTurns.ForSearchAsync(stop.Token).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        replay.Dispose();

        (await ProcessTurns.ForSearchAsync(default)).Dispose();
    }
}
