using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>What a variant of the checkout service does otherwise. Each seam is one a change of real code goes through.</summary>
internal sealed record Mutation
{
    /// <summary>The steps of a checkout that call a dependency, in order.</summary>
    public static readonly IReadOnlyList<string> RecordedSteps = [CheckoutSteps.Reserve, CheckoutSteps.Charge, CheckoutSteps.SendReceipt];

    /// <summary>Wraps the handling of a request.</summary>
    public Func<HttpContext, Func<Task>, Task> OnRequest { get; init; } = (_, handle) => handle();

    /// <summary>Wraps a dependency call.</summary>
    public Func<HttpRequestMessage, SendCall, Task<HttpResponseMessage>> OnCall { get; init; } = (call, send) => send(call);

    /// <summary>Sets up the transport of dependency calls.</summary>
    public Action<SocketsHttpHandler> OnTransport { get; init; } = _ => { };

    /// <summary>What a checkout does, step by step.</summary>
    public IReadOnlyList<string> Steps { get; init; } = RecordedSteps;

    /// <summary>How often a settlement is asked for before it is given up.</summary>
    public int SettlementAttempts { get; init; } = 3;

    /// <summary>Whether a quote makes its dependency calls one after the other, the last first.</summary>
    public bool QuotesBackwards { get; init; }

    /// <summary>The trailers of a report of so many lines.</summary>
    public Func<int, IEnumerable<(string Name, string Value)>> ReportTrailers { get; init; } = lines => [(CatalogEndpoints.Checksum, $"lines-{lines}")];

    /// <summary>Comes between two lines of a report.</summary>
    public Func<Task> BetweenReportLines { get; init; } = () => Task.CompletedTask;

    /// <summary>The form a checkout asks for a receipt with.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ReceiptForm { get; init; } =
        [new("order", "1001"), new("channel", "mail"), new("copy", "yes")];
}

/// <summary>Sends a dependency call on.</summary>
/// <param name="call">The call.</param>
internal delegate Task<HttpResponseMessage> SendCall(HttpRequestMessage call);
