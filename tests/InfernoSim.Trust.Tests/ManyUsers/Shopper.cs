using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>One user of the shop, who does one thing at a time: every second one has a browser, the others a phone.</summary>
/// <param name="number">Which user.</param>
/// <param name="shop">Where the shop is.</param>
internal sealed class Shopper(int number, Uri shop) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = shop };
    private string _page = "";
    private string _location = "";
    private JsonNode? _tokens;
    private JsonNode? _item;

    private int _done;

    /// <summary>The name the user logs in with.</summary>
    public string Name { get; } = $"user-{number}";

    private string Password => $"secret of {Name}";

    private string Sku => $"sku-{number % 7}";

    private Func<Task>[] Steps => number % 2 == 0
        ?
        [
            () => OpenAsync("/login"),
            () => SubmitAsync("/login", ("user", Name), ("password", Password)),
            () => OpenAsync("/cart"),
            () => SubmitAsync("/cart/items", ("sku", Sku)),
            () => OpenAsync("/cart"),
            () => SubmitAsync("/cart/items/", ("quantity", "2")),
            () => SubmitAsync("/orders"),
            () => OpenAsync(_location),
        ]
        :
        [
            async () => _tokens = await AskAsync(HttpMethod.Post, "/api/token", new JsonObject { ["user"] = Name, ["password"] = Password }),
            async () => _item = await AskAsync(HttpMethod.Post, "/api/cart/items", new JsonObject { ["sku"] = Sku }),
            () => AskAsync(HttpMethod.Get, "/api/cart"),
            async () => _tokens = await AskAsync(HttpMethod.Post, "/api/token/refresh", new JsonObject { ["refresh_token"] = _tokens!["refresh_token"]!.GetValue<string>() }),
            () => AskAsync(HttpMethod.Put, $"/api/cart/items/{_item!["id"]}", new JsonObject { ["quantity"] = 2 }),
            () => AskAsync(HttpMethod.Get, "/api/cart"),
            () => AskAsync(HttpMethod.Post, "/api/orders"),
            () => AskAsync(HttpMethod.Get, _location),
        ];

    /// <summary>Does the next thing.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> NextAsync()
    {
        await Steps[_done]();
        return ++_done < Steps.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task OpenAsync(string path) => _page = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    // With what is hidden in the form, as a browser does.
    private async Task SubmitAsync(string actionStart, params (string Name, string Value)[] fields)
    {
        using IDocument page = new HtmlParser().ParseDocument(_page);
        IElement form = page.QuerySelector($"form[action^='{actionStart}']")!;
        IElement hidden = form.QuerySelector("input[type=hidden]")!;
        IEnumerable<KeyValuePair<string, string>> all = fields.Append((hidden.GetAttribute("name")!, hidden.GetAttribute("value")!)).Select(field => KeyValuePair.Create(field.Item1, field.Item2));
        await SendAsync(new HttpRequestMessage(HttpMethod.Post, form.GetAttribute("action")) { Content = new FormUrlEncodedContent(all) });
    }

    private async Task<JsonNode?> AskAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = _tokens is null ? null : new AuthenticationHeaderValue("Bearer", _tokens["access_token"]!.GetValue<string>());
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        string answer = await SendAsync(request);
        return answer.Length == 0 ? null : JsonNode.Parse(answer);
    }

    private async Task<string> SendAsync(HttpRequestMessage request)
    {
        using HttpRequestMessage sent = request;
        using HttpResponseMessage response = await _client.SendAsync(sent);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode < 400, $"{Name}: {sent.Method} {sent.RequestUri}: {(int)response.StatusCode} {answer}");
        _location = response.Headers.Location?.ToString() ?? "";
        return answer;
    }
}
