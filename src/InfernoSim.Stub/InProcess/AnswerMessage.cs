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
        ResponseFraming framing = ResponseFraming.Of(request.Method.Method, answer);
        if (framing.IsTorn)
        {
            throw answer.Reset ? Reset() : new HttpRequestException(
                HttpRequestError.ResponseEnded,
                "An error occurred while sending the request.",
                new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."));
        }

        var response = new HttpResponseMessage((System.Net.HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Version = request.Version,
            Content = new StreamContent(new AnswerStream(framing.Body, framing.IsCut, answer.Pace)),
        };
        if (answer.Reason is not null)
        {
            response.ReasonPhrase = answer.Reason;
        }

        Fill(response, answer, framing);
        return response;
    }

    private static HttpRequestException Reset()
    {
        var cause = new SocketException((int)SocketError.ConnectionReset);
        return new HttpRequestException("An error occurred while sending the request.", new IOException($"Unable to read data from the transport connection: {cause.Message}.", cause));
    }

    private static void Fill(HttpResponseMessage response, DependencyAnswer answer, ResponseFraming framing)
    {
        foreach ((string name, IReadOnlyList<string> values) in answer.Headers)
        {
            if (ResponseFraming.Passes(name) && !response.Headers.TryAddWithoutValidation(name, values.Select(HttpText.ToWire)))
            {
                response.Content.Headers.TryAddWithoutValidation(name, values.Select(HttpText.ToWire));
            }
        }

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
    }

    private static void AddTrailers(HttpResponseMessage response, HeaderMap trailers)
    {
        foreach ((string name, IReadOnlyList<string> values) in trailers)
        {
            response.TrailingHeaders.TryAddWithoutValidation(name, values.Select(HttpText.ToWire));
        }
    }
}
