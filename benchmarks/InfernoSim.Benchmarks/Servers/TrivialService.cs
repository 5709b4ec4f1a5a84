using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>A service that does nothing but answer.</summary>
internal static class TrivialService
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>What asks for <see cref="Customer"/>.</summary>
    public const string CustomerPath = "/customers/1";

    /// <summary>What it answers to every other request.</summary>
    public static ReadOnlyMemory<byte> Body { get; } =
        """{"id":"A-1027","status":"accepted","amount":129.90,"currency":"EUR","items":[{"sku":"K-1","count":2},{"sku":"K-7","count":1}]}"""u8.ToArray();

    /// <summary>A larger answer, with an address, a password, a card's number, a key and a token in it.</summary>
    public static ReadOnlyMemory<byte> Customer { get; } = Encoding.UTF8.GetBytes(
        """{"id":"C-77","name":"Ann Lee","birthday":"1990-01-01","email":"ann.lee@example.com","password":"correct-horse-7","card":"4111 1111 1111 """
        + """1111","key":"ghp_abcdefghijklmnopqrstuvwxyz0123456789","session":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDLTc3In0.c2lnbmF0dXJlLW9mLWEtYmVuY2htYXJr","items":["""
        + string.Join(',', Enumerable.Range(1, 25).Select(item => $$"""{"sku":"K-{{item}}","count":{{item % 3}},"note":"left at the door, number {{item}}"}"""))
        + "]}");

    /// <summary>The role.</summary>
    public static async Task RunAsync()
    {
        await using WebApplication app = LocalServer.Create();
        app.Run(AnswerAsync);
        await LocalServer.RunAsync(app);
    }

    /// <summary>Answers a request.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = (int)HttpStatusCode.OK;
        context.Response.ContentType = ContentType;
        ReadOnlyMemory<byte> body = context.Request.Path == CustomerPath ? Customer : Body;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}
