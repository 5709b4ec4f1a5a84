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
    public Task InvokeAsync(HttpContext context) => TryOpen(context) switch
    {
        null => service(context),
        { IsLeftOut: true } opened => PassAsync(opened.Exchange, context),
        { } opened => RecordAsync(opened.Exchange, context),
    };

    private (InboundObservation Exchange, bool IsLeftOut)? TryOpen(HttpContext context)
    {
        try
        {
            bool isLeftOut = recorder.Sampler.LeavesOut(context);
            InboundObservation exchange = ExchangeRecorder.Open(recorder.Exchanges, context);
            if (isLeftOut)
            {
                exchange.BeginRequest(default, FieldValues.First(context.Request.Headers.TraceParent));
            }

            return (exchange, isLeftOut);
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
            watch.See(exchange, context, thrown, recorder.Time.GetElapsedTime(began));
        }
    }

    // It is known while it lasts, so that what belongs to it is left out with it; and triggers see it.
    private async Task PassAsync(InboundObservation exchange, HttpContext context)
    {
        long began = recorder.Time.GetTimestamp();
        Exception? thrown = null;
        recorder.LeaveOut(exchange);
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
            exchange.BeginResponse(thrown is null || context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError, default);
            recorder.Discard(exchange);
            watch.See(exchange, context, thrown, recorder.Time.GetElapsedTime(began), isLeftOut: true);
        }
    }
}
