using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>What the shop says in the headers of each dependency call, as services do.</summary>
internal sealed class DependencyHeaders(TimeProvider time) : DelegatingHandler
{
    public const string IdempotencyKey = "Idempotency-Key";
    public const string Tenant = "X-Tenant";
    public const string Signature = "X-Signature";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new("Bearer", "token-of-the-shop");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.AcceptLanguage.ParseAdd("de-DE");
        request.Headers.Add(Tenant, "shop-eu");
        request.Headers.Add("Cookie", "channel=web");
        if (request.Method == HttpMethod.Post)
        {
            request.Headers.Add(IdempotencyKey, Guid.NewGuid().ToString());
            request.Headers.IfMatch.ParseAdd("\"open\"");
            request.Headers.Add(Signature, Sign(request, time.GetUtcNow().ToUnixTimeSeconds()));
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static string Sign(HttpRequestMessage request, long seconds)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{seconds}{request.RequestUri!.AbsolutePath}");
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes(text)))}");
    }
}
