using System.IO.Pipelines;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using InfernoSim.Tls;
using InfernoSim.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Stub.Sockets;

/// <summary>Writes an answer to a connection: what was recorded and nothing else.</summary>
internal static class StubAnswerWriter
{
    // Kestrel adds a Date to a response that has none. One null value counts as having it, and writes nothing.
    private static readonly StringValues NoValue = new([null]);

    /// <summary>Writes a part of an answer whose request is not there in full, which HTTP/2 alone can.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="from">How much of the body was written; -1 where not even the head was.</param>
    /// <param name="to">How much is to be.</param>
    public static async ValueTask WritePartAsync(HttpContext context, DependencyAnswer answer, int from, int to)
    {
        if (from < 0)
        {
            WriteHead(context, answer);
            await context.Response.StartAsync(context.RequestAborted);
        }

        await context.Response.BodyWriter.WriteAsync(answer.Body[Math.Max(from, 0)..to], context.RequestAborted);
    }

    /// <summary>Writes the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="written">How much of the body was written; -1 where nothing of its response was.</param>
    /// <returns>Completes when everything was handed to the connection.</returns>
    /// <exception cref="CutResponseException">
    /// The answer is to be cut short. Passed on to the server, it closes the connection behind the bytes that were
    /// written; aborting the connection instead would drop those that are still in buffers.
    /// </exception>
    public static async Task WriteAsync(HttpContext context, DependencyAnswer answer, int written = -1)
    {
        bool isHttp2 = HttpProtocol.IsHttp2(context.Request.Protocol);
        bool chunksAllowed = !HttpProtocol.IsHttp10(context.Request.Protocol);
        ResponseFraming framing = ResponseFraming.Of(context.Request.Method, answer, chunksAllowed);
        if (framing.IsTorn)
        {
            TornConnection.Tear(context, answer.Reset);
            return;
        }

        HttpResponse response = context.Response;
        if (written < 0)
        {
            WriteHead(context, answer);
            response.ContentLength = framing.ContentLength;
        }

        if (framing.HasTrailers && isHttp2)
        {
            await WriteBodyAsync(context, framing.Body, answer.Pace, static piece => piece, Math.Max(written, 0));
            foreach ((string name, IReadOnlyList<string> values) in answer.Trailers)
            {
                response.AppendTrailer(name, ToWire(values));
            }
        }
        else if (framing.HasTrailers)
        {
            response.Headers.TransferEncoding = "chunked";
            await WriteBodyAsync(context, framing.Body, answer.Pace, ChunkedBody.Chunk);
            await response.BodyWriter.WriteAsync(ChunkedBody.End(answer.Trailers), context.RequestAborted);
        }
        else if (framing.IsCut)
        {
            // Without a length known, this is what makes Kestrel send chunks.
            await response.StartAsync(context.RequestAborted);
            await WriteBodyAsync(context, framing.Body, answer.Pace, static piece => piece, Math.Max(written, 0));
            throw new CutResponseException();
        }
        else if (!framing.Body.IsEmpty)
        {
            await WriteBodyAsync(context, framing.Body, answer.Pace, static piece => piece, Math.Max(written, 0));
        }
    }

    /// <summary>Writes the head of an answer by which the connection becomes a WebSocket.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">The answer.</param>
    public static void WriteSwitch(HttpContext context, DependencyAnswer answer)
    {
        WriteHead(context, answer);
        IHeaderDictionary headers = context.Response.Headers;
        headers.Upgrade = WebSocketHandshake.Protocol;
        headers[WebSocketHandshake.AcceptField] = WebSocketHandshake.AcceptOf(context.Request.Headers[WebSocketHandshake.KeyField].ToString());

        // What it says is not packed.
        headers.Remove(WebSocketHandshake.ExtensionsField);
    }

    private static void WriteHead(HttpContext context, DependencyAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Reason is not null)
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = answer.Reason;
        }

        WriteHeaders(context.Response.Headers, answer.Headers);
        if (answer.IsOfTunnel)
        {
            context.Response.Headers[StubOrigin.Header] = StubOrigin.Nowhere;
        }
    }

    private static async ValueTask WriteBodyAsync(
        HttpContext context, ReadOnlyMemory<byte> body, AnswerPace? pace, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> frame, int written = 0)
    {
        PipeWriter writer = context.Response.BodyWriter;
        for (int piece = 0; piece < pace?.Count; piece++)
        {
            if (pace.EndOf(piece, body.Length) < written)
            {
                continue;
            }

            // What is due is on its way before the next piece is waited for: the headers before the first one.
            await writer.FlushAsync(context.RequestAborted);
            await pace.WaitAsync(piece, context.RequestAborted);
            int end = pace.EndOf(piece, body.Length);
            await writer.WriteAsync(frame(body[written..end]), context.RequestAborted);
            written = end;
        }

        await writer.WriteAsync(frame(body[written..]), context.RequestAborted);
    }

    private static void WriteHeaders(IHeaderDictionary headers, HeaderMap recorded)
    {
        for (int i = 0; i < recorded.Count; i++)
        {
            (string name, IReadOnlyList<string> values) = recorded[i];
            if (values.Count > 0 && ResponseFraming.Passes(name))
            {
                headers[name] = ToWire(values);
            }
        }

        if (headers.Date.Count == 0)
        {
            headers.Date = NoValue;
        }
    }

    private static StringValues ToWire(IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            return HttpText.ToWire(values[0]);
        }

        string[] wire = new string[values.Count];
        for (int i = 0; i < wire.Length; i++)
        {
            wire[i] = HttpText.ToWire(values[i]);
        }

        return wire;
    }
}
