using System.Text;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Puts request headers where <see cref="HttpClient"/> writes them as they came.</summary>
/// <param name="request">The request on its way to the target.</param>
internal struct RequestHeaderWriter(HttpRequestMessage request)
{
    private StringBuilder? _carried;

    // Its fields are no lines, so that they cannot be carried as such.
    private readonly bool IsHttp2 => request.Version.Major == 2;

    /// <summary>Adds a header.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values, each a line of its own.</param>
    public void Add(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            Add(name, values[0]);
            return;
        }

        if (IsHttp2)
        {
            AddTogether(name, values);
            return;
        }

        for (int i = 0; i < values.Count; i++)
        {
            FieldLines.Add(ref _carried, name, values[i]);
        }
    }

    /// <summary>Adds a header of one line.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Add(string name, string value)
    {
        if (request.Headers.TryAddWithoutValidation(name, value))
        {
            return;
        }

        // HttpClient takes these only with a body.
        if (request.Content is { } content)
        {
            content.Headers.TryAddWithoutValidation(name, value);
        }
        else if (!IsHttp2 && !IsWrittenAnyway(name))
        {
            FieldLines.Add(ref _carried, name, value);
        }
    }

    /// <summary>Says for this connection that trailers are taken, if the caller said so for its own.</summary>
    /// <param name="headers">The caller's headers.</param>
    public void AddTakesTrailers(IHeaderDictionary headers)
    {
        if (headers.TakesTrailers())
        {
            Add("TE", "trailers");
            if (!IsHttp2)
            {
                Add("Connection", "TE");
            }
        }
    }

    /// <summary>Adds what had to wait for the last header.</summary>
    public readonly void Complete()
    {
        if (_carried is not null)
        {
            request.Headers.TryAddWithoutValidation(FieldLines.Carrier, _carried.ToString());
        }
    }

    private readonly void AddTogether(string name, IReadOnlyList<string> values)
    {
        if (!request.Headers.TryAddWithoutValidation(name, values))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, values);
        }
    }

    // HttpClient writes 'Content-Length: 0' of itself where the method expects a body.
    private readonly bool IsWrittenAnyway(string name) =>
        name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !(HttpMethods.IsGet(request.Method.Method) || HttpMethods.IsHead(request.Method.Method)
            || HttpMethods.IsOptions(request.Method.Method) || HttpMethods.IsDelete(request.Method.Method));
}
