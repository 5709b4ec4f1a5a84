using InfernoSim.Planning;

namespace InfernoSim.Load;

/// <summary>What arrives at a service under load.</summary>
public enum ArrivalUnit
{
    /// <summary>One exchange where the incident's exchanges are independent, otherwise a session.</summary>
    Auto = 0,

    /// <summary>One exchange of the incident, the next one with each arrival.</summary>
    Exchange,

    /// <summary>A worker that sends the whole incident in causal order, without its recorded pauses.</summary>
    Session,
}

/// <summary>Decides what an arrival is.</summary>
internal static class ArrivalUnits
{
    /// <summary>
    /// Exchanges are independent when there is one only, or when every request is safe (RFC 9110, section 9.2.1), none asks for a
    /// WebSocket, over which anything may be said, no recorded response sets a cookie, and no request carries a value that an
    /// earlier response had made. Whatever else may tie two requests together cannot be seen from outside.
    /// </summary>
    public static ArrivalUnit Resolve(ArrivalUnit asked, ReplayPlan plan) => asked switch
    {
        ArrivalUnit.Auto => plan.Exchanges.Length <= 1 || (plan.LiveChains.All.Count == 0 && plan.Exchanges.All(IsIndependent)) ? ArrivalUnit.Exchange : ArrivalUnit.Session,
        _ => asked,
    };

    private static bool IsIndependent(PlannedExchange exchange) =>
        exchange.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE"
        && !exchange.AsksForWebSocket
        && exchange.Recorded.Response?.Headers.TryGetFirst("Set-Cookie", out _) != true;
}
