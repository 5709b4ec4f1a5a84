using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Makes mutations that change one response, or one dependency call. What they change has run as ever before.</summary>
internal static class Tamper
{
    /// <summary>The product that the changes are made to; others stay as they are.</summary>
    public const string Product = "/products/42";

    /// <summary>Changes the JSON of a response.</summary>
    public static Mutation Json(string path, Action<JsonObject> edit) => Body(path, body =>
    {
        var content = JsonNode.Parse(body)!.AsObject();
        edit(content);
        return Encoding.UTF8.GetBytes(content.ToJsonString());
    });

    /// <summary>Changes the text of a response.</summary>
    public static Mutation Text(string path, Func<string, string> edit) => Body(path, body => Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(body))));

    /// <summary>Changes the body of a response.</summary>
    public static Mutation Body(string path, Func<byte[], byte[]> edit) => Response(path, (_, body) => edit(body));

    /// <summary>Changes a response, status, headers and body.</summary>
    public static Mutation Response(string path, Func<HttpContext, byte[], byte[]> edit) => At(path, async (context, handle) =>
    {
        byte[] body = edit(context, await TakeBodyAsync(context, handle));
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    });

    /// <summary>Changes the status and headers of a response just before they are sent.</summary>
    public static Mutation Head(string path, Action<HttpResponse> edit) => At(path, (context, handle) =>
    {
        context.Response.OnStarting(() =>
        {
            edit(context.Response);
            return Task.CompletedTask;
        });
        return handle();
    });

    /// <summary>Sends these bytes in place of a response, and nothing after them.</summary>
    public static Mutation Raw(string path, string response) => At(path, async (context, handle) =>
    {
        await TakeBodyAsync(context, handle);
        await context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.SendAsync(Encoding.UTF8.GetBytes(response));
        var gone = new TaskCompletionSource();
        await using CancellationTokenRegistration onGone = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    });

    /// <summary>Does something else with the requests to a path.</summary>
    public static Mutation At(string path, Func<HttpContext, Func<Task>, Task> handle) => new()
    {
        OnRequest = (context, next) => context.Request.Path == path ? handle(context, next) : next(),
    };

    /// <summary>Changes the dependency calls to a path.</summary>
    public static Mutation Call(string path, Action<HttpRequestMessage> edit) => CallAt(path, (call, send) =>
    {
        edit(call);
        return send(call);
    });

    /// <summary>Does something else with the dependency calls to a path.</summary>
    public static Mutation CallAt(string path, Func<HttpRequestMessage, SendCall, Task<HttpResponseMessage>> handle) => new()
    {
        OnCall = (call, send) => call.RequestUri!.AbsolutePath == path ? handle(call, send) : send(call),
    };

    /// <summary>Lets the request be handled, and takes the body of the response instead of sending it.</summary>
    public static async Task<byte[]> TakeBodyAsync(HttpContext context, Func<Task> handle)
    {
        Stream client = context.Response.Body;
        using var body = new MemoryStream();
        context.Response.Body = body;
        try
        {
            await handle();
        }
        finally
        {
            context.Response.Body = client;
        }

        return body.ToArray();
    }

    /// <summary>A call to another target: path, query, or authority.</summary>
    public static Uri Target(HttpRequestMessage call, string? authority = null, string? pathAndQuery = null)
    {
        Uri target = call.RequestUri!;
        return new Uri($"http://{authority ?? target.Authority}{pathAndQuery ?? target.PathAndQuery}");
    }
}
