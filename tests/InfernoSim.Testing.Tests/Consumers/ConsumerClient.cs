using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace InfernoSim.Testing.Tests.Consumers;

/// <summary>A client of a consumer's service, which keeps no cookies of its own.</summary>
internal sealed class ConsumerClient(HttpClient client)
{
    /// <summary>Sends a request and expects a status.</summary>
    public async Task<ConsumerAnswer> SendAsync(string method, string target, HttpStatusCode expected, string? body = null, string? token = null, string? cookie = null, string? match = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(target, UriKind.RelativeOrAbsolute));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {target}: {response.StatusCode} {text}");
        string? set = response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies.First().Split(';')[0] : null;
        return new ConsumerAnswer(text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text) : null, response.Headers.Location?.OriginalString, response.Headers.ETag?.Tag, set);
    }
}

/// <summary>What came back.</summary>
internal sealed record ConsumerAnswer(JsonNode? Json, string? Location, string? Tag, string? Cookie)
{
    public string this[string member] => Json![member]!.ToString();
}
