using InfernoSim.Observations;
using InfernoSim.VirtualTime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Interception;

/// <summary>
/// Where the dependency calls of one service under test go. The service's own clients hold a reference to it; everything
/// else in the process finds it by the context that a call is made in.
/// </summary>
internal abstract class CallRoute
{
    private static readonly AsyncLocal<CallContext?> Ambient = new();

    public NotTestedLog Report { get; } = new();

    /// <summary>Told of the calls of its clients, where time is virtual.</summary>
    public virtual ReplayTraffic? Traffic => null;

    /// <summary>What the running code belongs to; <see langword="null"/> for code of no replay.</summary>
    public static CallContext? Current => Ambient.Value;

    /// <summary>Makes all that the caller goes on to do, or start, part of this route.</summary>
    /// <param name="exchangeId">The exchange; <see langword="null"/> for what belongs to none, such as the start of the service.</param>
    /// <param name="worker">The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</param>
    public void Enter(string? exchangeId, int? worker) => Ambient.Value = new CallContext(this, exchangeId, worker);

    /// <summary>Leads the calls of a client from <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="primary">What its pipeline ends in.</param>
    /// <param name="client">Its name; empty for the default one.</param>
    /// <param name="worker">The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</param>
    /// <returns>What its pipeline shall end in.</returns>
    public abstract HttpMessageHandler Lead(HttpMessageHandler primary, string client, int? worker);

    /// <summary>Leads a call of a client that uses the process's default proxy.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="worker">The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</param>
    /// <returns>The proxy to use; <see langword="null"/> to leave it to the proxy there was before.</returns>
    public abstract Uri? Lead(Uri destination, int? worker);

    /// <summary>Comes between a service of this process and its databases.</summary>
    /// <param name="services">Its registrations, complete.</param>
    public virtual void LeadStatements(IServiceCollection services)
    {
    }

    /// <summary>The exchange that the running code belongs to; <see langword="null"/> for code that belongs to none of this route's.</summary>
    protected string? CurrentExchange => Current is { } context && context.Route == this ? context.ExchangeId : null;

    /// <summary>Whether a call that nothing says the owner of may be of this route.</summary>
    /// <param name="destination">Where to.</param>
    public abstract bool MayOwn(Uri destination);

    /// <summary>Whether a call of which nothing says whose it is must not be made while this route is active.</summary>
    public abstract bool RefusesStrangers { get; }

    /// <summary>A call went somewhere that nothing led it to.</summary>
    /// <param name="destination">Where to.</param>
    public abstract void Missed(Uri destination);

    /// <summary>Lets a request into the service.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">The service.</param>
    /// <param name="worker">The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</param>
    /// <returns>Completes with the request.</returns>
    public abstract Task AdmitAsync(HttpContext context, RequestDelegate next, int? worker);
}

/// <summary>What running code belongs to.</summary>
/// <param name="Route">The route.</param>
/// <param name="ExchangeId">The exchange; <see langword="null"/> for none.</param>
/// <param name="Worker">The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</param>
internal sealed record CallContext(CallRoute Route, string? ExchangeId, int? Worker);
