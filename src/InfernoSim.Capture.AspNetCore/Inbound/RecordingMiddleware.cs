using System.Diagnostics;
using InfernoSim.Capture.AspNetCore.Sampling;
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
    public Task InvokeAsync(HttpContext context) => TryOpen(context, out InboundObservation? exchange, out LeftOutCause leftOut)
        ? exchange is null ? PassAsync(context, leftOut) : RecordAsync(exchange, context)
        : service(context);

    // Without an exchange where it is left out.
    private bool TryOpen(HttpContext context, out InboundObservation? exchange, out LeftOutCause leftOut)
    {
        (exchange, leftOut) = (null, LeftOutCause.None);
        try
        {
            leftOut = recorder.Sampler.WhyLeftOut(context);
            exchange = leftOut == LeftOutCause.None ? ExchangeRecorder.Open(recorder.Exchanges, context) : null;
            return true;
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            recorder.Miss((string?)null, fault);
            return false;
        }
    }

    private async Task RecordAsync(InboundObservation exchange, HttpContext context)
    {
        long began = recorder.Time.GetTimestamp();
        var seen = new ExchangeRecorder(exchange, context, _rest);
        Exception? thrown = null;
        try
        {
            seen.Begin(tellsIdentity: false);
            recorder.Ring.Open(exchange);
            recorder.Enter(exchange.TraceId);
            await seen.RecordAsync(service);
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
            watch.See(exchange, context, thrown, began);
        }
    }

    // It is known while it lasts, so that what belongs to it is left out with it; and triggers see it.
    private async Task PassAsync(HttpContext context, LeftOutCause cause)
    {
        long began = recorder.Time.GetTimestamp();
        Exception? thrown = null;

        // Without an activity, none of its calls can be known by a trace.
        (string? trace, bool isOwn) = Activity.Current is null ? default : ExchangeRecorder.TraceOf(context.Request);
        recorder.LeaveOut(trace);
        try
        {
            await service(context);
        }
        catch (Exception failure)
        {
            thrown = failure;
            throw;
        }
        finally
        {
            recorder.EndLeftOut(trace, isOwn);
            watch.SeeLeftOut(context, cause, thrown, began);
        }
    }
}
