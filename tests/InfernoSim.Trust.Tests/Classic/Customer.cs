using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>A client that passes on what the service gives it.</summary>
internal sealed class Customer(Uri service) : IDisposable
{
    private readonly SocketsHttpHandler _transport = new() { CookieContainer = new CookieContainer(), UseProxy = false };

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="body">JSON, or nothing.</param>
    /// <param name="token">A bearer token, or nothing.</param>
    /// <returns>The JSON that came, with the <c>Location</c> header as a member of that name where there was one.</returns>
    public async Task<JsonNode> SendAsync(string method, string target, string? body = null, string? token = null)
    {
        using var client = new HttpClient(_transport, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri(service, target));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await client.SendAsync(request);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        if (response.Headers.Location is { } location)
        {
            answer["location"] = location.ToString();
        }

        return answer;
    }

    public void Dispose() => _transport.Dispose();
}
