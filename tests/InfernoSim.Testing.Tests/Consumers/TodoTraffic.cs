using static System.Net.HttpStatusCode;

namespace InfernoSim.Testing.Tests.Consumers;

/// <summary>What three users of the todo service do: with bearer tokens of Identity, with its cookie, with signed tokens, and from another provider.</summary>
internal static class TodoTraffic
{
    private const string Password = "Pa$$w0rd-of-mine";

    public static async Task SendAsync(HttpClient http)
    {
        var client = new ConsumerClient(http);
        await client.SendAsync("GET", "/todos", Unauthorized);
        await RegisterAsync(client, "ada@todo.test");
        await RegisterAsync(client, "bob@todo.test");
        await client.SendAsync("POST", "/users/register", BadRequest, Account("ada@todo.test"));
        await client.SendAsync("POST", "/users/login", Unauthorized, """{"email":"ada@todo.test","password":"wrong"}""");

        await BearerAsync(client);
        await CookieAsync(client);
        await SignedAsync(client);
        await GuestAsync(client);
    }

    // Known to another provider, and served four times an hour.
    private static async Task GuestAsync(ConsumerClient client)
    {
        const string Guest = """{"name":"eve","key":"4711"}""";
        ConsumerAnswer first = await client.SendAsync("POST", "/users/token/elsewhere", OK, Guest);
        ConsumerAnswer second = await client.SendAsync("POST", "/users/token/elsewhere", OK, Guest);
        await client.SendAsync("POST", "/users/token/elsewhere", BadRequest, """{"name":"eve","key":"4712"}""");
        ConsumerAnswer tea = await client.SendAsync("POST", "/todos", Created, """{"title":"tea"}""", first["accessToken"]);
        await client.SendAsync("GET", tea.Location!, OK, token: second["accessToken"]);
        await client.SendAsync("GET", "/todos/2", NotFound, token: second["accessToken"]);
        await client.SendAsync("GET", "/todos", OK, token: first["accessToken"]);
        await client.SendAsync("GET", "/todos", TooManyRequests, token: first["accessToken"]);
    }

    private static async Task BearerAsync(ConsumerClient client)
    {
        ConsumerAnswer login = await client.SendAsync("POST", "/users/login", OK, Account("ada@todo.test"));
        string token = login["accessToken"];
        ConsumerAnswer milk = await client.SendAsync("POST", "/todos", Created, """{"title":"milk"}""", token);
        ConsumerAnswer bread = await client.SendAsync("POST", "/todos", Created, """{"title":"bread"}""", token);
        await client.SendAsync("POST", "/todos", BadRequest, """{"title":""}""", token);
        await client.SendAsync("GET", milk.Location!, OK, token: token);
        await client.SendAsync("PUT", bread.Location!, NoContent, $$"""{"id":{{bread["id"]}},"title":"rye bread","isComplete":true}""", token);
        await client.SendAsync("PUT", bread.Location!, BadRequest, """{"id":99,"title":"rye bread","isComplete":true}""", token);
        await client.SendAsync("DELETE", milk.Location!, NoContent, token: token);
        await client.SendAsync("GET", milk.Location!, NotFound, token: token);

        ConsumerAnswer renewed = await client.SendAsync("POST", "/users/refresh", OK, $$"""{"refreshToken":"{{login["refreshToken"]}}"}""");
        await client.SendAsync("GET", "/todos", OK, token: renewed["accessToken"]);
        await client.SendAsync("GET", "/users/manage/info", OK, token: renewed["accessToken"]);
    }

    private static async Task CookieAsync(ConsumerClient client)
    {
        ConsumerAnswer login = await client.SendAsync("POST", "/users/login?useCookies=true", OK, Account("bob@todo.test"));
        ConsumerAnswer call = await client.SendAsync("POST", "/todos", Created, """{"title":"call ada"}""", cookie: login.Cookie);
        await client.SendAsync("GET", "/todos", OK, cookie: login.Cookie);
        await client.SendAsync("GET", call.Location!, OK, cookie: login.Cookie);
    }

    private static async Task SignedAsync(ConsumerClient client)
    {
        ConsumerAnswer first = await client.SendAsync("POST", "/tokens", OK, Account("ada@todo.test"));
        await client.SendAsync("GET", "/todos", OK, token: first["accessToken"]);
        ConsumerAnswer second = await client.SendAsync("POST", "/tokens/refresh", OK, $$"""{"refreshToken":"{{first["refreshToken"]}}"}""");
        await client.SendAsync("GET", "/todos", OK, token: second["accessToken"]);
        await client.SendAsync("POST", "/tokens/refresh", OK, $$"""{"refreshToken":"{{second["refreshToken"]}}"}""");
        await client.SendAsync("POST", "/tokens/refresh", Unauthorized, $$"""{"refreshToken":"{{first["refreshToken"]}}"}""");
        await client.SendAsync("POST", "/tokens", Unauthorized, """{"email":"ada@todo.test","password":"wrong"}""");
    }

    private static Task<ConsumerAnswer> RegisterAsync(ConsumerClient client, string email) => client.SendAsync("POST", "/users/register", OK, Account(email));

    private static string Account(string email) => $$"""{"email":"{{email}}","password":"{{Password}}"}""";
}
