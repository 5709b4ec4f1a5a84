using System.Text;

namespace InfernoSim.Trust.Tests.Situations;

/// <summary>A client that sends what it is told and keeps nothing.</summary>
/// <param name="service">Where the service is.</param>
internal sealed class Visitor(Uri service) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All }) { BaseAddress = service };

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="body">The body, or nothing.</param>
    /// <param name="headers">Header fields.</param>
    /// <returns>The header fields and the body that came.</returns>
    public async Task<(Func<string, string> Header, string Body)> SendAsync(string method, string target, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), target);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _client.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode < 400, $"{method} {target}: {(int)response.StatusCode} {answer}");
        var fields = response.Headers.NonValidated.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return (name => fields[name], answer);
    }

    /// <summary>Sends a request and leaves before there is a response.</summary>
    /// <param name="target">Path and query.</param>
    /// <param name="arrived">Completes when the service has it.</param>
    public async Task LeaveAsync(string target, Task arrived)
    {
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> sending = _client.GetAsync(new Uri(target, UriKind.Relative), leaving.Token);
        await arrived.WaitAsync(Patience.Limit);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    public void Dispose() => _client.Dispose();
}
