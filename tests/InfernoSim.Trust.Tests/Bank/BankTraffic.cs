using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace InfernoSim.Trust.Tests.Bank;

/// <summary>What the bank's customers, Ada and Bo, asked while the incident was recorded. The constants are places in the incident.</summary>
internal static class BankTraffic
{
    public const int Login = 0;
    public const int Account = 2;
    public const int Booking = 4;
    public const int Booked = 5;
    public const int OtherBooking = 6;
    public const int Transfers = 8;
    public const int Cart = 9;
    public const int OtherCart = 10;
    public const int Seat = 11;
    public const int SeatAgain = 12;
    public const int Upload = 13;
    public const int Charge = 14;
    public const int Head = 15;
    public const int Export = 16;
    public const int Feed = 17;

    /// <summary>What was asked at each place, without what is new each time.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "POST /login (Ada)", "POST /login (Bo)", "GET /account (Ada)", "GET /account (Bo)", "POST /bookings (Ada)", "GET /bookings (Ada)", "POST /bookings (Bo)", "GET /bookings (Bo)",
        "GET /transfers", "GET /cart (Ada)", "GET /cart (Bo)", "POST /seats/12", "POST /seats/12 (again)", "PUT /statements", "GET /charge", "HEAD /statements/1", "GET /export", "GET /feed",
    ];

    /// <summary>Sends the requests, one after the other, but for the two that want one seat.</summary>
    /// <param name="bank">Where to.</param>
    /// <param name="isSeatWanted">Completes when the first of those two has reached the bank: so it is the first of the incident as well.</param>
    public static async Task SendAsync(Uri bank, Task isSeatWanted)
    {
        using var customer = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = bank };
        string ada = (await SendAsync(customer, HttpMethod.Post, "/login", """{"user":"ada"}"""))!["token"]!.GetValue<string>();
        string bo = (await SendAsync(customer, HttpMethod.Post, "/login", """{"user":"bo"}"""))!["token"]!.GetValue<string>();
        JsonNode[] accounts = [(await SendAsync(customer, HttpMethod.Get, "/account", token: ada))!, (await SendAsync(customer, HttpMethod.Get, "/account", token: bo))!];
        var references = new List<string>();
        foreach ((string token, JsonNode account) in new[] { ada, bo }.Zip(accounts))
        {
            JsonNode booking = (await SendAsync(customer, HttpMethod.Post, "/bookings", $$"""{"from":"{{account["account"]}}","amount":10}""", token))!;
            await SendAsync(customer, HttpMethod.Get, $"/bookings/{booking["id"]}?receipt={booking["receipt"]}", token: token);
            references.Add(booking["reference"]!.GetValue<string>());
        }

        await SendAsync(customer, HttpMethod.Get, $"/transfers?first={references[0]}&second={references[1]}", token: ada);
        await SendAsync(customer, HttpMethod.Get, "/cart", token: ada);
        await SendAsync(customer, HttpMethod.Get, "/cart", token: bo);
        Task first = SendAsync(customer, HttpMethod.Post, "/seats/12", token: ada);
        await await Task.WhenAny(first, isSeatWanted);
        await Task.WhenAll(first, SendAsync(customer, HttpMethod.Post, "/seats/12", token: ada));
        await SendAsync(customer, HttpMethod.Put, "/statements", "a statement of unknown length", ada, isChunked: true);
        await SendAsync(customer, HttpMethod.Get, "/charge", token: ada);
        await SendAsync(customer, HttpMethod.Head, "/statements/1", token: ada);
        await SendAsync(customer, HttpMethod.Get, "/export", token: ada);
        await LeaveFeedAsync(customer);
    }

    private static async Task<JsonNode?> SendAsync(HttpClient customer, HttpMethod method, string target, string? body = null, string? token = null, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(target, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, body[0] == '{' ? "application/json" : "text/plain");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        using HttpResponseMessage response = await customer.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        return response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(answer) : null;
    }

    // The feed has no end: the customer leaves after three events.
    private static async Task LeaveFeedAsync(HttpClient customer)
    {
        using HttpResponseMessage feed = await customer.GetAsync(new Uri("/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await feed.Content.ReadAsStreamAsync());
        for (int events = 0; events < 3;)
        {
            events += (await lines.ReadLineAsync())!.Length > 0 ? 1 : 0;
        }
    }
}
