using System.Net.Sockets;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Stub.Answers;

namespace InfernoSim.Stub.InProcess;

/// <summary>Makes of an answer the message that <see cref="SocketsHttpHandler"/> would have made of it.</summary>
internal static class AnswerMessage
{
    /// <summary>Makes the message.</summary>
    /// <param name="request">The request it answers.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>The message.</returns>
    /// <exception cref="HttpRequestException">The answer is that the connection is torn down.</exception>
    public static HttpResponseMessage Of(HttpRequestMessage request, DependencyAnswer answer)
    {
        if (answer.IsOfTunnel)
        {
            throw StubOrigin.Unreachable((System.Net.HttpStatusCode)answer.Status);
        }

        ResponseFraming framing = ResponseFraming.Of(request.Method.Method, answer);
        if (framing.IsTorn)
        {
            throw answer.Reset ? Reset() : new HttpRequestException(HttpRequestError.ResponseEnded, "An error occurred while sending the request.", Ended());
        }

        HttpResponseMessage response = Begin(request, answer, new AnswerStream(framing.Body, framing.IsCut, answer.Pace));
        if (framing.ContentLength is { } length)
        {
            response.Content.Headers.ContentLength = length;
        }

        if (framing.IsChunked)
        {
            response.Headers.TransferEncodingChunked = true;
        }

        if (framing.HasTrailers)
        {
            AddTrailers(response, answer.Trailers);
        }

        return response;
    }

    /// <summary>Makes the message of an answer that is not there in full.</summary>
    /// <param name="request">The request it answers.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="body">Its body.</param>
    public static HttpResponseMessage Begin(HttpRequestMessage request, DependencyAnswer answer, Stream body)
    {
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Version = request.Version,
            Content = new StreamContent(body),
        };
        if (answer.Reason is not null)
        {
            response.ReasonPhrase = answer.Reason;
        }

        foreach ((string name, IReadOnlyList<string> values) in answer.Headers)
        {
            if (ResponseFraming.Passes(name) && !response.Headers.TryAddWithoutValidation(name, values.Select(HttpText.ToWire)))
            {
                response.Content.Headers.TryAddWithoutValidation(name, values.Select(HttpText.ToWire));
            }
        }

        return response;
    }

    /// <summary>What <see cref="SocketsHttpHandler"/> throws where a response ends before its end.</summary>
    public static HttpIOException Ended() => new(HttpRequestError.ResponseEnded, "The response ended prematurely.");

    /// <summary>Adds the trailers, which a caller reads once it has read the body.</summary>
    /// <param name="response">The response.</param>
    /// <param name="trailers">The trailers.</param>
    public static void AddTrailers(HttpResponseMessage response, HeaderMap trailers)
    {
        foreach ((string name, IReadOnlyList<string> values) in trailers)
        {
            response.TrailingHeaders.TryAddWithoutValidation(name, values.Select(HttpText.ToWire));
        }
    }

    private static HttpRequestException Reset()
    {
        var cause = new SocketException((int)SocketError.ConnectionReset);
        return new HttpRequestException("An error occurred while sending the request.", new IOException($"Unable to read data from the transport connection: {cause.Message}.", cause));
    }
}
