using System.Net;
using System.Text;
using InfernoSim.Trust.Tests.Service;

namespace InfernoSim.Trust.Tests.Recording;

/// <summary>What the shop's customers asked while the incident was recorded. The constants are places in the incident.</summary>
internal static class Traffic
{
    public const int Login = 0;
    public const int Product = 1;
    public const int Checkout = 2;
    public const int Me = 3;
    public const int Quote = 4;
    public const int OddProduct = 5;
    public const int Report = 6;
    public const int Prices = 7;
    public const int Settlement = 8;
    public const int UnknownOrder = 9;
    public const int Cart = 10;
    public const int Audit = 11;
    public const int Last = 12;

    /// <summary>What was asked at each place, without queries.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "POST /login", "GET /products/42", "POST /checkout", "GET /me", "GET /quote", "GET /products/a+b%2Fc%C3%BC", "GET /report",
        "GET /prices", "GET /settlement", "GET /orders/9999", "PUT /cart", "GET /audit", "GET /products/44",
    ];

    /// <summary>Sends the requests, one after the other, as one customer with a cookie jar and a token for one page.</summary>
    public static async Task SendAsync(Uri shop)
    {
        using var transport = new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseProxy = false };
        using var customer = new HttpClient(transport) { BaseAddress = shop };
        await SendAsync(customer, HttpMethod.Post, "/login", new FormUrlEncodedContent([new("user", "ada"), new("pin", "1234")]));
        await SendAsync(customer, HttpMethod.Get, "/products/42?region=eu&currency=EUR");
        await SendAsync(customer, HttpMethod.Post, "/checkout", Json("""{"sku":"42","quantity":2}"""));
        await SendAsync(customer, HttpMethod.Get, "/me");
        await SendAsync(customer, HttpMethod.Get, "/quote?sku=42");
        await SendAsync(customer, HttpMethod.Get, "/products/a+b%2Fc%C3%BC");
        await SendAsync(customer, HttpMethod.Get, "/report");
        await SendAsync(customer, HttpMethod.Get, "/prices", encodings: "gzip, br, deflate, zstd");
        await SendAsync(customer, HttpMethod.Get, "/settlement");
        await SendAsync(customer, HttpMethod.Get, "/orders/9999");
        await SendAsync(customer, HttpMethod.Put, "/cart", Json("""{"items":[{"sku":"42"}]}"""));
        await SendAsync(customer, HttpMethod.Get, "/audit", token: AccountEndpoints.Token);
        await SendAsync(customer, HttpMethod.Get, "/products/44");
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task SendAsync(HttpClient customer, HttpMethod method, string target, HttpContent? content = null, string? token = null, string? encodings = null)
    {
        var exact = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri(customer.BaseAddress!.GetLeftPart(UriPartial.Authority) + target, exact)) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (encodings is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encodings);
        }

        using HttpResponseMessage response = await customer.SendAsync(request);
        _ = await response.Content.ReadAsByteArrayAsync();
    }
}
