namespace InfernoSim.Laboratory.Service;

/// <summary>What fails with a dependency, and is no limit.</summary>
internal static class Failures
{
    private const int Tolerated = 5;
    private static readonly TimeSpan Open = TimeSpan.FromMilliseconds(500);

    private static int _inARow;
    private static long _openUntil;

    public static void Map(WebApplication app)
    {
        app.MapGet("/failing-with-it", (IHttpClientFactory clients) => CallAsync(clients));
        app.MapGet("/circuit", (IHttpClientFactory clients) =>
            Environment.TickCount64 < Interlocked.Read(ref _openUntil) ? Task.FromResult(Unavailable) : CallAsync(clients));
    }

    private static IResult Unavailable => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

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
