namespace InfernoSim.Testing.Tests.Service;

/// <summary>
/// Lets the services of two workers call in a certain order, by files in a folder: the second worker's first request is in progress while the first
/// worker's second one calls.
/// </summary>
internal sealed class Turns(IConfiguration configuration)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    private readonly string? _folder = configuration["Turns"];
    private readonly string? _worker = configuration["INFERNOSIM_WORKER"];

    public async Task<T> CallAsync<T>(int turn, Func<Task<T>> call, CancellationToken stop)
    {
        bool isFirst = (_worker, turn) == ("1", 2);
        bool isSecond = (_worker, turn) == ("2", 1);
        await SayAsync(isFirst, "first is there");
        await SeeAsync(isSecond, "first is there", stop);
        await SayAsync(isSecond, "second is there");
        await SeeAsync(isFirst, "second is there", stop);
        await SeeAsync(isSecond, "first has called", stop);
        T answer = await call();
        await SayAsync(isFirst, "first has called");
        return answer;
    }

    private Task SayAsync(bool isDue, string what) => isDue && _folder is not null ? File.WriteAllTextAsync(Path.Combine(_folder, what), "") : Task.CompletedTask;

    private async Task SeeAsync(bool isDue, string what, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Again);
        while (isDue && _folder is not null && !File.Exists(Path.Combine(_folder, what)))
        {
            await timer.WaitForNextTickAsync(stop);
        }
    }
}
