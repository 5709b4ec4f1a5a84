using InfernoSim.Capture.AspNetCore.Inbound;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Sql;
using InfernoSim.Testing.Interception;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Recording;

/// <summary>Lets everything pass, and writes it down.</summary>
/// <param name="exchanges">Records the exchanges of the service.</param>
/// <param name="calls">Records its calls.</param>
/// <param name="statements">Records its statements; <see langword="null"/> where they are not recorded.</param>
internal sealed class RecordingRoute(TrafficRecorder exchanges, TrafficRecorder calls, SqlRecorder? statements = null) : CallRoute
{
    private readonly StreamedCalls _streams = new();

    /// <summary>How many events could not be written.</summary>
    public LostEvents Lost => new(exchanges.Sink.Lost, calls.Sink.Lost, statements?.Sink.Lost ?? 0);

    /// <summary>Writes down what is left of calls once the service has stopped.</summary>
    public Task EndCallsAsync() => _streams.EndAsync();

    /// <inheritdoc/>
    public override void LeadStatements(IServiceCollection services)
    {
        if (statements is not null)
        {
            SqlInterception.Record(services, statements, () => CurrentExchange, Report.Add);
        }
    }

    /// <inheritdoc/>
    public override HttpMessageHandler Lead(HttpMessageHandler primary, string client, int? worker) => new CallRecorder(calls, this, _streams) { InnerHandler = primary };

    /// <inheritdoc/>
    /// <remarks>The clients of the factory ask for the default proxy as well, and who asks need not call.</remarks>
    public override Uri? Lead(Uri destination, int? worker) => null;

    /// <inheritdoc/>
    public override bool MayOwn(Uri destination) => false;

    /// <inheritdoc/>
    public override bool RefusesStrangers => false;

    /// <inheritdoc/>
    public override void Missed(Uri destination) =>
        Report.Add($"calls to {destination.Authority} by a client that is not from IHttpClientFactory (get the client from IHttpClientFactory, or record with infernosim capture)");

    /// <inheritdoc/>
    public override Task AdmitAsync(HttpContext context, RequestDelegate next, int? worker)
    {
        InboundObservation exchange = ExchangeRecorder.Open(exchanges, context);
        Enter(exchange.TraceId, worker);
        return RecordAsync(exchange, context, next);
    }

    private static async Task RecordAsync(InboundObservation exchange, HttpContext context, RequestDelegate next)
    {
        var observer = new ExchangeRecorder(exchange, context, UnreadRequest.ReadFirst);
        try
        {
            observer.Begin(tellsIdentity: true);
            await observer.RecordAsync(next);
        }
        finally
        {
            await exchange.CompleteAsync();
        }

        if (observer.Fault is { } fault)
        {
            throw new InvalidOperationException($"The exchange could not be recorded: {fault.Message}", fault);
        }
    }
}
