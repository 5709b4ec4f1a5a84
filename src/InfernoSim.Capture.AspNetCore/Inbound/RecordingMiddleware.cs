using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>Records the exchanges of a service. What it cannot record passes all the same.</summary>
/// <param name="recorder">The recorder.</param>
/// <param name="watch">Looks at exchanges that have ended.</param>
/// <param name="service">The service.</param>
internal sealed class RecordingMiddleware(Recorder recorder, ExchangeWatch watch, RequestDelegate service)
{
    private readonly UnreadRequest _rest = UnreadRequest.ReadLast(recorder.Options.MaxBody, recorder.Time);

    /// <summary>Lets a request into the service.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context) => TryOpen(context) is { } exchange ? RecordAsync(exchange, context) : service(context);

    private InboundObservation? TryOpen(HttpContext context)
    {
        try
        {
            return ExchangeRecorder.Open(recorder.Exchanges, context);
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            recorder.Miss((string?)null, fault);
            return null;
        }
    }

    private async Task RecordAsync(InboundObservation exchange, HttpContext context)
    {
        long began = recorder.Time.GetTimestamp();
        var seen = new ExchangeRecorder(exchange, context, _rest);
        Exception? thrown = null;
        try
        {
            await seen.RecordAsync(
                inner =>
                {
                    recorder.Ring.Open(exchange);
                    recorder.Enter(exchange.TraceId);
                    return service(inner);
                },
                tellsIdentity: false);
        }
        catch (Exception failure)
        {
            thrown = failure;
            throw;
        }
        finally
        {
            if (seen.Fault is { } fault)
            {
                recorder.Miss(exchange.TraceId, fault);
            }

            recorder.Complete(exchange);
            watch.See(exchange, context, thrown, recorder.Time.GetElapsedTime(began));
        }
    }
}
