using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>A caller gets from a service that is recorded, byte for byte, what it gets from one that is not.</summary>
public sealed partial class TransparencyTests(TransparencyTests.Services services) : IClassFixture<TransparencyTests.Services>
{
    public static TheoryData<string, string> Requests
    {
        get
        {
            var requests = new TheoryData<string, string>();
            foreach (string path in Ways.Keys)
            {
                requests.Add("GET", path);
                requests.Add("POST", path);
            }

            requests.Add("HEAD", "text");
            requests.Add("HEAD", "nothing");
            return requests;
        }
    }

    private static Dictionary<string, RequestDelegate> Ways { get; } = new()
    {
        ["nothing"] = _ => Task.CompletedTask,
        ["201"] = context => Status(context, 201),
        ["204"] = context => Status(context, 204),
        ["205"] = context => Status(context, 205),
        ["304"] = context => Status(context, 304),
        ["404"] = context => Status(context, 404),
        ["500"] = context => Status(context, 500),
        ["cookie"] = context =>
        {
            context.Response.Cookies.Append("a", "b");
            return Task.CompletedTask;
        },
        ["late-header"] = context =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Late"] = "yes";
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        },
        ["text"] = context => context.Response.WriteAsync("text"),
        ["length"] = context =>
        {
            context.Response.ContentLength = 4;
            return context.Response.WriteAsync("text");
        },
        ["room"] = context =>
        {
            Encoding.ASCII.GetBytes("text", context.Response.BodyWriter);
            return Task.CompletedTask;
        },
        ["room-and-length"] = context =>
        {
            context.Response.ContentLength = 4;
            Encoding.ASCII.GetBytes("text", context.Response.BodyWriter);
            return Task.CompletedTask;
        },
        ["json"] = context => context.Response.WriteAsJsonAsync(new { a = 1 }),
        ["start"] = context => context.Response.StartAsync(),
        ["complete"] = async context =>
        {
            await context.Response.WriteAsync("text");
            await context.Response.CompleteAsync();
        },
        ["complete-empty"] = context => context.Response.CompleteAsync(),
        ["throws"] = _ => throw new InvalidOperationException("on purpose"),
        ["throws-late"] = async context =>
        {
            await context.Response.WriteAsync("text");
            throw new InvalidOperationException("on purpose");
        },
        ["throws-in-room"] = context =>
        {
            Encoding.ASCII.GetBytes("text", context.Response.BodyWriter);
            throw new InvalidOperationException("on purpose");
        },
        ["trailers"] = async context =>
        {
            context.Response.DeclareTrailer("X-Sum");
            await context.Response.WriteAsync("text");
            context.Response.AppendTrailer("X-Sum", "1");
        },
        ["echo"] = context => context.Request.Body.CopyToAsync(context.Response.Body),
        ["echo-pipe"] = context => context.Request.BodyReader.CopyToAsync(context.Response.BodyWriter),
        ["another-body"] = async context =>
        {
            Stream own = context.Response.Body;
            using var other = new MemoryStream();
            context.Response.Body = other;
            await context.Response.WriteAsync("text");
            context.Response.Body = own;
            other.Position = 0;
            await other.CopyToAsync(own);
        },
        ["abort"] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        ["unbuffered"] = async context =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.WriteAsync("text");
        },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_caller_gets_what_it_gets_without_a_recorder(string method, string way)
    {
        string without = await AskAsync(services.Bare, method, way);

        Assert.Equal(without, await AskAsync(services.Recorded, method, way));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_caller_by_HTTP_2_gets_what_it_gets_without_a_recorder(string method, string way)
    {
        string without = await AskByHttp2Async(services.BareByHttp2, method, way);

        Assert.Equal(without, await AskByHttp2Async(services.RecordedByHttp2, method, way));
    }

    private static async Task<string> AskByHttp2Async(FlownDesk desk, string method, string way)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/way/{way}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = method == "POST" ? new StringContent("hello") : null,
        };
        try
        {
            using HttpResponseMessage response = await desk.Client.SendAsync(request);
            string body = await response.Content.ReadAsStringAsync();
            return string.Join('\n', [$"{(int)response.StatusCode}", .. ResponseFields.Of(response), body]);
        }
        catch (HttpRequestException failure)
        {
            return failure.HttpRequestError.ToString();
        }
    }

    private static async Task<string> AskAsync(FlownDesk desk, string method, string way)
    {
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, desk.Client.BaseAddress!.Port);
        NetworkStream connection = caller.GetStream();
        string body = method == "POST" ? "Content-Length: 5\r\n\r\nhello" : "\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"{method} /way/{way} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n{body}"));
        try
        {
            using var answer = new StreamReader(connection, Encoding.Latin1);
            return Dates().Replace(await answer.ReadToEndAsync(), "Date: now\r\n");
        }
        catch (IOException)
        {
            return "reset";
        }
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    [GeneratedRegex("Date: [^\r]*\r\n")]
    private static partial Regex Dates();

    /// <summary>The same service with a recorder and without.</summary>
    public sealed class Services : IAsyncLifetime
    {
        private readonly List<FlownDesk> _desks = [];

        public FlownDesk Bare => _desks[0];

        public FlownDesk Recorded => _desks[1];

        public FlownDesk BareByHttp2 => _desks[2];

        public FlownDesk RecordedByHttp2 => _desks[3];

        public async Task InitializeAsync()
        {
            foreach (HttpProtocols protocols in new[] { HttpProtocols.Http1, HttpProtocols.Http2 })
            {
                _desks.Add(await StartAsync(protocols, isRecorded: false));
                _desks.Add(await StartAsync(protocols, isRecorded: true));
            }
        }

        public async Task DisposeAsync()
        {
            foreach (FlownDesk desk in _desks)
            {
                await desk.DisposeAsync();
            }
        }

        private static Task<FlownDesk> StartAsync(HttpProtocols protocols, bool isRecorded) => FlownDesk.StartAsync(
            options => options.Enabled = isRecorded,
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = protocols)),
            app => app.Map("/way/{way}", (HttpContext context, string way) => Ways[way](context)));
    }
}
