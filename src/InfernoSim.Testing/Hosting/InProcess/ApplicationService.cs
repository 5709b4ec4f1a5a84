using InfernoSim.Measuring;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;
using InfernoSim.Testing.Output;
using Microsoft.AspNetCore.TestHost;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>A started service of this process.</summary>
/// <param name="application">Is disposed of with it.</param>
/// <param name="log">What it logged.</param>
/// <param name="memory">Reaches it without sockets; <see langword="null"/> where it listens.</param>
/// <param name="address">Where it listens.</param>
/// <param name="route">Where its dependency calls go.</param>
internal sealed class ApplicationService(IAsyncDisposable application, BoundedOutput log, TestServer? memory, Uri address, CallRoute route) : StartedService(address)
{
    /// <inheritdoc/>
    public override string Output => log.ToString();

    /// <inheritdoc/>
    public override HttpMessageHandler CreateHandler() => memory is null ? base.CreateHandler() : new CanonicalAddresses { InnerHandler = memory.CreateHandler() };

    /// <inheritdoc/>
    /// <remarks>It has started, or there would be no such object.</remarks>
    public override ValueTask<string?> ProbeAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    internal override ILimitProbe StartProbe() => new InProcessProbe(route, port => port == BaseAddress.Port);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await CallerContext.Leave();
        await application.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>The test server refuses addresses that are kept as they were recorded.</summary>
    private sealed class CanonicalAddresses : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(request.RequestUri!.OriginalString);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
