using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InfernoSim.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>Bodies that a service takes as pipes, or partly so, are recorded once and whole, and pass as without a recorder.</summary>
public sealed class BodyPipeTests
{
    private static readonly string Sent = string.Concat(Enumerable.Range(0, 20_000).Select(n => $"{n},"));

    [Fact]
    public async Task A_body_that_is_looked_at_before_it_is_taken_is_recorded_once()
    {
        Passed passed = await AskAsync(async context =>
        {
            PipeReader reader = context.Request.BodyReader;
            var taken = new StringBuilder();
            for (ReadResult read = await reader.ReadAsync(); ; read = await reader.ReadAsync())
            {
                // One half now, the rest when all of it has been looked at again.
                SequencePosition half = read.Buffer.GetPosition(read.IsCompleted ? read.Buffer.Length : read.Buffer.Length / 2);
                taken.Append(Encoding.ASCII.GetString(read.Buffer.Slice(0, half)));
                reader.AdvanceTo(half, read.Buffer.End);
                if (read.IsCompleted)
                {
                    return taken.ToString();
                }
            }
        });

        Assert.Equal((Sent, Sent, true), (passed.Said, passed.Request, passed.IsComplete));
    }

    [Fact]
    public async Task What_was_looked_at_in_the_pipe_and_is_then_read_from_the_stream_is_recorded_once()
    {
        Passed passed = await AskAsync(async context =>
        {
            ReadResult read = await context.Request.BodyReader.ReadAsync();
            SequencePosition some = read.Buffer.GetPosition(10);
            string start = Encoding.ASCII.GetString(read.Buffer.Slice(0, some));
            context.Request.BodyReader.AdvanceTo(some);
            using var rest = new StreamReader(context.Request.Body);
            return start + await rest.ReadToEndAsync();
        });

        Assert.Equal((Sent, Sent, true), (passed.Said, passed.Request, passed.IsComplete));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_the_service_leaves_in_the_middle_of_reading_is_recorded_whole(bool completes)
    {
        Passed passed = await AskAsync(async context =>
        {
            await context.Request.BodyReader.ReadAsync();
            if (completes)
            {
                await context.Request.BodyReader.CompleteAsync();
            }

            return "enough";
        });

        Assert.Equal(("enough", Sent, true), (passed.Said, passed.Request, passed.IsComplete));
    }

    [Fact]
    public async Task A_stream_in_place_of_the_body_is_what_the_service_reads_from_the_pipe()
    {
        Passed passed = await AskAsync(async context =>
        {
            await context.Request.BodyReader.CopyToAsync(Stream.Null);
            context.Request.Body = new MemoryStream("in its place"u8.ToArray());
            ReadResult read = await context.Request.BodyReader.ReadAtLeastAsync(12);
            return Encoding.ASCII.GetString(read.Buffer);
        });

        Assert.Equal(("in its place", Sent), (passed.Said, passed.Request));
    }

    [Fact]
    public async Task A_response_is_recorded_as_the_caller_gets_it_whichever_way_it_is_written()
    {
        Passed passed = await AskAsync(async context =>
        {
            PipeWriter writer = context.Response.BodyWriter;
            Encoding.ASCII.GetBytes("a room that is left, ", writer);
            await context.Response.WriteAsync("a text, ");
            await writer.WriteAsync("a piece, "u8.ToArray());
            await context.Response.Body.WriteAsync("a stream, "u8.ToArray());
            Encoding.ASCII.GetBytes("and what nobody flushed ", writer);
            return "";
        });

        Assert.Equal("a room that is left, a text, a piece, a stream, and what nobody flushed ", passed.Said);
        Assert.Equal(passed.Said, passed.Response);
    }

    [Fact]
    public async Task Whoever_has_completed_a_pipe_is_told_so_and_the_response_comes_whole()
    {
        var faults = new List<Exception>();
        Passed passed = await AskAsync(async context =>
        {
            await context.Request.BodyReader.CompleteAsync();
            faults.Add(await Assert.ThrowsAsync<InvalidOperationException>(async () => await context.Request.BodyReader.ReadAsync()));
            Encoding.ASCII.GetBytes("all", context.Response.BodyWriter);
            await context.Response.BodyWriter.CompleteAsync();
            faults.Add(await Assert.ThrowsAsync<InvalidOperationException>(async () => await context.Response.BodyWriter.WriteAsync(new byte[1])));
            return null;
        });

        Assert.Equal(2, faults.Count);
        Assert.Equal(("all", "all", Sent), (passed.Said, passed.Response, passed.Request));
    }

    [Fact]
    public async Task A_response_that_is_complete_is_sent_though_the_service_goes_on()
    {
        var heard = new TaskCompletionSource();
        await using FlownDesk desk = await FlownDesk.StartAsync(map: app => app.MapGet("/pipe", async context =>
        {
            Encoding.ASCII.GetBytes("all", context.Response.BodyWriter);
            await context.Response.CompleteAsync();
            await heard.Task;
        }));

        await using Stream response = await desk.Client.GetStreamAsync("/pipe");
        byte[] said = new byte[3];
        await response.ReadExactlyAsync(said);
        heard.SetResult();

        Assert.Equal("all"u8.ToArray(), said);
        Assert.Equal(0, await response.ReadAsync(said));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_service_that_still_waits_for_its_request_when_it_is_done_has_its_response_sent_whole_as_without_a_recorder(bool reads, bool isRecorded)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.Enabled = isRecorded, map: app => app.MapPost("/pipe", async context =>
        {
            // Nobody waits for it.
            _ = reads ? context.Request.Body.ReadAsync(new byte[10]).AsTask() : (Task)context.Request.BodyReader.ReadAsync().AsTask();
            await context.Response.WriteAsync("late");
        }));
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, desk.Client.BaseAddress!.Port);
        NetworkStream connection = caller.GetStream();
        await connection.WriteAsync("POST /pipe HTTP/1.1\r\nHost: desk\r\nContent-Length: 10\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[4096];
        string said = "";
        bool hasSent = false;
        while (!said.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal) && await connection.ReadAsync(buffer) is > 0 and int read)
        {
            said += Encoding.ASCII.GetString(buffer, 0, read);
            if (!hasSent && said.Contains("late", StringComparison.Ordinal))
            {
                hasSent = true;
                await connection.WriteAsync("0123456789"u8.ToArray());
            }
        }

        Assert.EndsWith("4\r\nlate\r\n0\r\n\r\n", said, StringComparison.Ordinal);
    }

    private static async Task<Passed> AskAsync(Func<HttpContext, Task<string?>> service)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(map: app => app.MapPost("/pipe", async context =>
        {
            if (await service(context) is { Length: > 0 } answer)
            {
                await context.Response.WriteAsync(answer);
            }
        }));
        using HttpResponseMessage response = await desk.Client.PostAsync("/pipe", new StringContent(Sent));
        string said = await response.Content.ReadAsStringAsync();
        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);
        return new Passed(said, Text(exchange.Request.Body), exchange.Request.Body.IsComplete, Text(exchange.Response!.Body));
    }

    private static string Text(RecordedBody body) => Encoding.UTF8.GetString(body.GetBytes().Span);

    /// <param name="Said">What the caller got.</param>
    /// <param name="Request">What is recorded of its request.</param>
    /// <param name="IsComplete">Whether that is recorded as whole.</param>
    /// <param name="Response">What is recorded of the response.</param>
    private sealed record Passed(string Said, string Request, bool IsComplete, string Response);
}
