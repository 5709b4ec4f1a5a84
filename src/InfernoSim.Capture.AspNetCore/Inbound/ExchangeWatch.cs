using InfernoSim.Capture.AspNetCore.Freezing;
using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Capture.AspNetCore.Triggers;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>Shows the exchanges that have ended to the triggers that look at them.</summary>
/// <param name="recorder">The recorder.</param>
/// <param name="freezer">Freezes.</param>
internal sealed class ExchangeWatch(Recorder recorder, Freezer freezer)
{
    private readonly Trigger[] _triggers = [.. recorder.Options.FreezeWhen.All.Where(trigger => trigger is IWatchExchanges)];

    /// <summary>An exchange has ended.</summary>
    /// <param name="exchange">What the recorder saw of it.</param>
    /// <param name="context">The exchange.</param>
    /// <param name="thrown">What the service threw.</param>
    /// <param name="began">When it began, as a timestamp of the clock.</param>
    public void See(InboundObservation exchange, HttpContext context, Exception? thrown, long began)
    {
        if (_triggers.Length > 0)
        {
            See(exchange.TraceId, LeftOutCause.None, exchange.Url, exchange.Status, context, thrown, began);
        }
    }

    /// <summary>An exchange has ended that was left out.</summary>
    /// <param name="context">The exchange.</param>
    /// <param name="cause">Why it was.</param>
    /// <param name="thrown">What the service threw.</param>
    /// <param name="began">When it began, as a timestamp of the clock.</param>
    public void SeeLeftOut(HttpContext context, LeftOutCause cause, Exception? thrown, long began)
    {
        if (_triggers.Length > 0)
        {
            // What the server makes of an exception that nothing in the service has caught.
            int status = thrown is null || context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError;
            See(null, cause, SentText.Target(ExchangeRecorder.TargetOf(context)), status, context, thrown, began);
        }
    }

    private void See(string? id, LeftOutCause leftOut, string target, int status, HttpContext context, Exception? thrown, long began)
    {
        try
        {
            See(Describe(id, target, status, context, thrown, recorder.Time.GetElapsedTime(began)), leftOut);
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (id is null)
            {
                recorder.Tell(fault);
            }
            else
            {
                recorder.Miss(id, fault);
            }
        }
    }

    private void See(EndedExchange ended, LeftOutCause leftOut)
    {
        DateTimeOffset now = recorder.Time.GetUtcNow();
        foreach (Trigger trigger in _triggers)
        {
            if (((IWatchExchanges)trigger).See(ended, now) is { } reason)
            {
                freezer.Trigger(trigger.Kind, leftOut == LeftOutCause.None ? reason : $"{reason} (left out {LeftOutExchanges.Why(leftOut)})", ended.Id);
            }
        }
    }

    // The last handler of a service catches what it throws, and forgets where it was.
    private static EndedExchange Describe(string? id, string target, int status, HttpContext context, Exception? thrown, TimeSpan duration)
    {
        IExceptionHandlerFeature? caught = context.Features.Get<IExceptionHandlerFeature>();
        var endpoint = (caught?.Endpoint ?? context.GetEndpoint()) as RouteEndpoint;
        string path = target.Split('?')[0];

        // A WebSocket lasts as long as both sides want.
        TimeSpan taken = status == StatusCodes.Status101SwitchingProtocols ? TimeSpan.Zero : duration;
        return new EndedExchange(id, WebSocketWatch.MethodOf(context), path, endpoint?.RoutePattern.RawText, status, taken, thrown ?? caught?.Error);
    }
}
