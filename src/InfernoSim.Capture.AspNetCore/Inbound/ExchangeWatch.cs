using InfernoSim.Capture.AspNetCore.Freezing;
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
    /// <param name="duration">The time to its end.</param>
    /// <param name="isLeftOut">Whether it was left out by sampling.</param>
    public void See(InboundObservation exchange, HttpContext context, Exception? thrown, TimeSpan duration, bool isLeftOut = false)
    {
        if (_triggers.Length == 0)
        {
            return;
        }

        try
        {
            See(Describe(exchange, context, thrown, duration), isLeftOut);
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            recorder.Miss(exchange.TraceId, fault);
        }
    }

    private void See(EndedExchange ended, bool isLeftOut)
    {
        DateTimeOffset now = recorder.Time.GetUtcNow();
        foreach (Trigger trigger in _triggers)
        {
            if (((IWatchExchanges)trigger).See(ended, now) is { } reason)
            {
                freezer.Trigger(trigger.Kind, isLeftOut ? $"{reason} (left out by sampling)" : reason, isLeftOut ? null : ended.Id);
            }
        }
    }

    // The last handler of a service catches what it throws, and forgets where it was.
    private static EndedExchange Describe(InboundObservation exchange, HttpContext context, Exception? thrown, TimeSpan duration)
    {
        IExceptionHandlerFeature? caught = context.Features.Get<IExceptionHandlerFeature>();
        var endpoint = (caught?.Endpoint ?? context.GetEndpoint()) as RouteEndpoint;
        string path = exchange.Url.Split('?')[0];

        // A WebSocket lasts as long as both sides want.
        TimeSpan taken = exchange.Status == StatusCodes.Status101SwitchingProtocols ? TimeSpan.Zero : duration;
        return new EndedExchange(exchange.TraceId, exchange.Method, path, endpoint?.RoutePattern.RawText, exchange.Status, taken, thrown ?? caught?.Error);
    }
}
