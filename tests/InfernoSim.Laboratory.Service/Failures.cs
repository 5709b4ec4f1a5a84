namespace InfernoSim.Laboratory.Service;

/// <summary>What fails with a dependency, and is no limit.</summary>
internal static class Failures
{
    private const int Tolerated = 5;
    private static readonly TimeSpan Open = TimeSpan.FromMilliseconds(500);

    private static readonly IResult Unavailable = Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

    // One attempt, and two more after a pause.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static int _inARow;
    private static long _openUntil;

    public static void Map(WebApplication app)
    {
        app.MapGet("/failing-with-it", (IHttpClientFactory clients) => CallAsync(clients));
        app.MapGet("/circuit", (IHttpClientFactory clients) =>
            Environment.TickCount64 < Interlocked.Read(ref _openUntil) ? Task.FromResult(Unavailable) : CallAsync(clients));
        app.MapGet("/circuit-with-fallback", async (IHttpClientFactory clients) =>
        {
            if (Environment.TickCount64 >= Interlocked.Read(ref _openUntil))
            {
                await CallAsync(clients);
            }

            return Paths.Answer;
        });
        app.MapGet("/three-attempts", async (IHttpClientFactory clients) =>
        {
            IResult answer = await CallAsync(clients);
            for (int attempt = 1; attempt < 3 && answer == Unavailable; attempt++)
            {
                await Task.Delay(Pause);
                answer = await CallAsync(clients);
            }

            return answer;
        });

        // The limiter lets a part in, and a part of those meets a dependency that fails, which they do without.
        app.MapGet("/refusing-with-fallback", async (IHttpClientFactory clients) =>
        {
            await CallAsync(clients);
            await Task.Delay(50);
            return Paths.Answer;
        }).RequireRateLimiting(RateLimits.Refusing);
    }


    private static async Task<IResult> CallAsync(IHttpClientFactory clients)
    {
        try
        {
            await Clients.GetAsync(clients, Clients.Plain, Paths.Slow);
            Interlocked.Exchange(ref _inARow, 0);
            return Results.Text(Paths.Answer);
        }
        catch (HttpRequestException)
        {
            if (Interlocked.Increment(ref _inARow) % Tolerated == 0)
            {
                Interlocked.Exchange(ref _openUntil, Environment.TickCount64 + (long)Open.TotalMilliseconds);
            }

            return Unavailable;
        }
    }
}
