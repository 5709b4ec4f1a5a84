using InfernoSim.Recording;
using InfernoSim.Testing.Interception;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Testing.Recording;

/// <summary>Lets everything pass, and writes it down.</summary>
/// <param name="exchanges">Records the exchanges of the service.</param>
/// <param name="calls">Records its calls.</param>
internal sealed class RecordingRoute(TrafficRecorder exchanges, TrafficRecorder calls) : CallRoute
{
    /// <inheritdoc/>
    public override HttpMessageHandler Lead(HttpMessageHandler primary, string client) => new CallRecorder(calls, this) { InnerHandler = primary };

    /// <inheritdoc/>
    public override Uri? Lead(Uri destination)
    {
        Missed(destination);
        return null;
    }

    /// <inheritdoc/>
    public override bool MayOwn(Uri destination) => false;

    /// <inheritdoc/>
    public override void Missed(Uri destination) =>
        Report.Add($"calls to {destination.Authority} by a client that is not from IHttpClientFactory (get the client from IHttpClientFactory, or record with infernosim capture)");

    /// <inheritdoc/>
    public override Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is { Length: > 0 } raw ? raw : $"{request.PathBase}{request.Path}{request.QueryString}";
        InboundObservation exchange = exchanges.OpenExchange(request.Method, target, request.Host.ToString());
        Enter(exchange.TraceId);
        return new ExchangeRecorder(exchange, context).RecordAsync(next);
    }
}
