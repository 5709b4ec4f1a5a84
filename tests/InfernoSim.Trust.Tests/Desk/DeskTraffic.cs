using System.Text;
using System.Text.Json.Nodes;

namespace InfernoSim.Trust.Tests.Desk;

/// <summary>What was asked at the desk while the incident was recorded. The constants are places in the incident.</summary>
internal static class DeskTraffic
{
    public const int Ticket = 1;
    public const int Shown = 3;
    public const int Page = 4;
    public const int Gone = 7;

    /// <summary>What was asked at each place.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["POST /customers", "POST /tickets", "POST /tickets (second)", "GET /tickets/1", "GET /tickets/2/page", "POST /tickets/2/close", "DELETE /tickets/1", "GET /tickets/1 (gone)"];

    /// <summary>Sends the requests, one after the other.</summary>
    public static async Task SendAsync(Uri desk)
    {
        using var customer = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = desk };
        string id = (await SendAsync(customer, HttpMethod.Post, "/customers", "{}"))!["id"]!.ToString();
        string first = (await SendAsync(customer, HttpMethod.Post, "/tickets", $$"""{"customerId":{{id}},"seats":1}"""))!["id"]!.ToString();
        string second = (await SendAsync(customer, HttpMethod.Post, "/tickets", $$"""{"customerId":{{id}},"seats":2}"""))!["id"]!.ToString();
        await SendAsync(customer, HttpMethod.Get, $"/tickets/{first}");
        await SendAsync(customer, HttpMethod.Get, $"/tickets/{second}/page");
        await SendAsync(customer, HttpMethod.Post, $"/tickets/{second}/close", $"ticketId={second}&seats=1", "application/x-www-form-urlencoded");
        await SendAsync(customer, HttpMethod.Delete, $"/tickets/{first}");
        await SendAsync(customer, HttpMethod.Get, $"/tickets/{first}");
    }

    private static async Task<JsonNode?> SendAsync(HttpClient customer, HttpMethod method, string target, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(target, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage response = await customer.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        return response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(answer) : null;
    }
}
