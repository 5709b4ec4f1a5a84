using InfernoSim.Matching;
using InfernoSim.Policies;
using InfernoSim.Scrubbing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace InfernoSim.Capture.AspNetCore.Classified;

/// <summary>The rules of the options, and one for every value that the service itself has classified.</summary>
/// <param name="policy">The rules of the options.</param>
/// <param name="services">The services of the application.</param>
internal sealed class ClassifiedPolicy(PrivacyPolicy policy, IServiceProvider services) : IPlacePolicy
{
    private PrivacyPolicy? _known;

    /// <inheritdoc/>
    public IReadOnlyList<string> Rules => [.. Current.Rules.Select(rule => rule.ToString())];

    /// <inheritdoc/>
    public GrpcDescriptors? Descriptors => policy.Places?.Descriptors;

    /// <inheritdoc/>
    public IMessagePolicy? For(MessagePlace message) => Current.Places?.For(message);

    // While the application starts, there may be more endpoints in a moment.
    private PrivacyPolicy Current
    {
        get
        {
            if (Volatile.Read(ref _known) is { } known)
            {
                return known;
            }

            bool isStarted = services.GetService<IHostApplicationLifetime>()?.ApplicationStarted.IsCancellationRequested == true;
            PrivacyPolicy current = policy.With(PrivacyPolicy.Of(OfEndpoints()));
            if (isStarted)
            {
                Volatile.Write(ref _known, current);
            }

            return current;
        }
    }

    private IEnumerable<PrivacyRule> OfEndpoints()
    {
        if (services.GetService<EndpointDataSource>() is not { } source)
        {
            return [];
        }

        var json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return source.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint => new ClassifiedEndpoint(endpoint, json).Rules());
    }
}
