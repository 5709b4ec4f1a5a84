using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>Sees every request before anything of the service's own does, and every response after.</summary>
/// <param name="recorder">The recorder.</param>
/// <param name="endpoint">Freezes when it is asked to.</param>
/// <param name="watch">Looks at exchanges that have ended.</param>
internal sealed class RecordingFilter(Recorder recorder, FreezeEndpoint endpoint, ExchangeWatch watch) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (recorder.IsOn)
        {
            app.Use(service =>
            {
                var middleware = new RecordingMiddleware(recorder, watch, service);
                return context => endpoint.IsAsked(context) ? endpoint.AnswerAsync(context) : middleware.InvokeAsync(context);
            });
        }

        next(app);
    };
}
