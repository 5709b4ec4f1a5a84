using System.Security.Cryptography;
using InfernoSim.Testing.Interception;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Testing.Recording;

/// <summary>Lets everything pass, and writes it down.</summary>
internal sealed class RecordingRoute(EventLog log) : CallRoute
{
    /// <inheritdoc/>
    public override HttpMessageHandler Lead(HttpMessageHandler primary, string client) => new CallRecorder(log, this) { InnerHandler = primary };

    /// <inheritdoc/>
    public override Uri? Lead(Uri destination)
    {
        Missed(destination);
        return null;
    }

    /// <inheritdoc/>
    public override bool MayOwn(Uri destination) => false;

    /// <inheritdoc/>
    public override void Missed(Uri destination) =>
        Report.Add($"calls to {destination.Authority} by a client that is not from IHttpClientFactory (get the client from IHttpClientFactory, or record with infernosim capture)");

    /// <inheritdoc/>
    public override Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        string exchangeId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Enter(exchangeId);
        return new ExchangeRecorder(log, exchangeId).RecordAsync(context, next);
    }
}
