using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>The ways in which HTTP/1.1 marks the end of a response.</summary>
internal enum AnswerKind
{
    /// <summary>A short body with a length.</summary>
    Small,

    /// <summary>A body with a length that takes many reads, and more than the buffer of a log.</summary>
    Large,

    /// <summary>A body in chunks.</summary>
    Chunked,

    /// <summary>A body in chunks with a trailer.</summary>
    Trailers,

    /// <summary>The headers of <see cref="Small"/> alone, asked for by <c>HEAD</c>.</summary>
    Head,

    /// <summary>A 204.</summary>
    Empty,
}

/// <summary>Writes answers of every kind; what is in them depends on the id alone, so that a replay gets the same.</summary>
internal static class Answers
{
    /// <summary>The header or trailer that names the id where there is no body to do so.</summary>
    public const string Sum = "X-Sum";

    private const int LargeLength = 300_000;

    public static HttpMethod MethodOf(AnswerKind kind) => kind == AnswerKind.Head ? HttpMethod.Head : HttpMethod.Get;

    public static async Task WriteAsync(HttpResponse response, AnswerKind kind, string id)
    {
        byte[] body = BodyOf(kind, id);
        switch (kind)
        {
            case AnswerKind.Small or AnswerKind.Head or AnswerKind.Large:
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(body);
                break;
            case AnswerKind.Chunked:
                foreach (byte[] piece in body.Chunk(5_000))
                {
                    await response.Body.WriteAsync(piece);
                    await response.Body.FlushAsync();
                }

                break;
            case AnswerKind.Trailers:
                // Kestrel sends no trailers over HTTP/1.1; to a response that is already in chunks it adds nothing.
                response.Headers.TransferEncoding = "chunked";
                await response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes($"{body.Length:x}\r\n{Encoding.ASCII.GetString(body)}\r\n0\r\n{Sum}: {id}\r\n\r\n"));
                break;
            case AnswerKind.Empty:
                response.StatusCode = StatusCodes.Status204NoContent;
                response.Headers[Sum] = id;
                break;
        }
    }

    private static byte[] BodyOf(AnswerKind kind, string id) => kind switch
    {
        AnswerKind.Large => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Digest(id), LargeLength / 43))),
        AnswerKind.Chunked => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Digest(id), 300))),
        AnswerKind.Empty => [],
        _ => Encoding.ASCII.GetBytes($"answer {id}"),
    };

    private static string Digest(string id) => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(id)));
}
