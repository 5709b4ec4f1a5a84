using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.TestKit.Hosting;

/// <summary>
/// Lets a service answer one request at a time, 66 a second at the most: it then shows what it sustains by tens of requests, where it would take
/// all of the machine for as long as it is searched. Add it to its services as an <see cref="IStartupFilter"/>, or await it in an endpoint.
/// </summary>
public sealed class OneAtATime : IStartupFilter, IDisposable
{
    private static readonly TimeSpan Each = TimeSpan.FromMilliseconds(15);

    private readonly SemaphoreSlim _one = new(1);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Waits until it is a request's turn, and for as long as it takes.</summary>
    /// <param name="context">The request.</param>
    public async Task WaitAsync(HttpContext context)
    {
        await _one.WaitAsync(context.RequestAborted);
        try
        {
            await Task.Delay(Each, context.RequestAborted);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            await WaitAsync(context);
            await rest(context);
        });
        next(app);
    };
}
