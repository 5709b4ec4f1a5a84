using System.Diagnostics;
using InfernoSim.Recording;
using InfernoSim.Sql;
using InfernoSim.Testing.Interception;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Recording;

/// <summary>Lets everything pass, and writes it down.</summary>
/// <param name="exchanges">Records the exchanges of the service.</param>
/// <param name="calls">Records its calls.</param>
/// <param name="statements">Records its statements; <see langword="null"/> where they are not recorded.</param>
internal sealed class RecordingRoute(TrafficRecorder exchanges, TrafficRecorder calls, SqlRecorder? statements = null) : CallRoute
{
    /// <inheritdoc/>
    public override void LeadStatements(IServiceCollection services)
    {
        if (statements is not null)
        {
            SqlInterception.Record(services, statements, () => CurrentExchange, Report.Add);
        }
    }

    /// <inheritdoc/>
    public override HttpMessageHandler Lead(HttpMessageHandler primary, string client) => new CallRecorder(calls, this) { InnerHandler = primary };

    /// <inheritdoc/>
    /// <remarks>The clients of the factory ask for the default proxy as well, and who asks need not call.</remarks>
    public override Uri? Lead(Uri destination) => null;

    /// <inheritdoc/>
    public override bool MayOwn(Uri destination) => false;

    /// <inheritdoc/>
    public override bool RefusesStrangers => false;

    /// <inheritdoc/>
    public override void Missed(Uri destination) =>
        Report.Add($"calls to {destination.Authority} by a client that is not from IHttpClientFactory (get the client from IHttpClientFactory, or record with infernosim capture)");

    /// <inheritdoc/>
    public override Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is { Length: > 0 } raw ? raw : $"{request.PathBase}{request.Path}{request.QueryString}";
        InboundObservation exchange = exchanges.OpenExchange(request.Method, target, request.Host.ToString(), OwnTraceId(request));
        Enter(exchange.TraceId);
        return new ExchangeRecorder(exchange, context).RecordAsync(next);
    }

    // The server has begun a trace before anything here could tell it an id, and the service writes that id into its problems.
    // Where it is this request's alone, it names the exchange.
    private static string? OwnTraceId(HttpRequest request) =>
        request.Headers.TraceParent.Count == 0 && Activity.Current is { IdFormat: ActivityIdFormat.W3C, ParentId: null } own
            ? own.TraceId.ToHexString()
            : null;
}
