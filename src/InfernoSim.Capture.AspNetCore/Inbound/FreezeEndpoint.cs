using System.Security.Cryptography;
using System.Text;
using InfernoSim.Capture.AspNetCore.Freezing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary><c>POST /.infernosim/freeze</c>, for whoever has the key. It is never recorded itself.</summary>
/// <param name="options">Says the key.</param>
/// <param name="freezer">Freezes.</param>
internal sealed class FreezeEndpoint(IOptions<FlightRecorderOptions> options, Freezer freezer)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/.infernosim/freeze";

    private const string Scheme = "Bearer ";

    private readonly byte[]? _keyHash = options.Value.FreezeKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;

    /// <summary>Whether a request is for it.</summary>
    public bool IsAsked(HttpContext context) => _keyHash is not null && context.Request.Path == Path && HttpMethods.IsPost(context.Request.Method);

    /// <summary>Answers: 200 with the folder once it is written, 401 without the key, 500 where it cannot be written.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (!HasKey(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = Scheme.TrimEnd();
            return;
        }

        string reason = context.Request.Query["reason"] is [{ Length: > 0 } said] ? said : "asked for by the endpoint";
        try
        {
            FrozenIncident incident = await freezer.AskAsync("endpoint", reason).WaitAsync(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(new Answer(incident.Folder, null));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsJsonAsync(new Answer(null, failure.Message));
        }
    }

    private bool HasKey(HttpRequest request) =>
        request.Headers.Authorization is [{ } given]
        && given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[Scheme.Length..])), _keyHash);

    /// <param name="Incident">The folder.</param>
    /// <param name="Error">Why there is none.</param>
    private sealed record Answer(string? Incident, string? Error);
}
