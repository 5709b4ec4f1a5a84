using Microsoft.Extensions.Http;

namespace InfernoSim.Testing.Interception;

/// <summary>
/// Leads every client from <see cref="IHttpClientFactory"/>, with its name, base address and handlers in place. It acts on
/// the primary handler after everyone else has: a default for all clients would miss those that set their own, and a
/// handler added to the pipeline would sit outside of retries.
/// </summary>
/// <param name="route">Where to.</param>
/// <param name="worker">The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</param>
internal sealed class FactoryClientFilter(CallRoute route, int? worker) : IHttpMessageHandlerBuilderFilter
{
    /// <inheritdoc/>
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        builder.PrimaryHandler = route.Lead(builder.PrimaryHandler, builder.Name ?? "", worker);
    };
}
