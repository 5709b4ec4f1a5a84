using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;
using Microsoft.Extensions.Primitives;
using HttpMethod = Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpMethod;

namespace InfernoSim.Tls;

/// <summary>The head of a <c>CONNECT</c> request, read by Kestrel's own parser.</summary>
internal sealed class ConnectRequest : IHttpRequestLineHandler, IHttpHeadersHandler
{
    // As many as Kestrel takes of any request; those of one name are put together, each time anew.
    private const int MostFields = 100;

    private static readonly HttpParser<ConnectRequest> Parser = new();

    private bool _hasLine;
    private bool _isConnect;
    private int _fields;

    /// <summary>The target, <c>host:port</c> as the client wrote it.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>The host to connect to; an IPv6 address without brackets.</summary>
    public string Host { get; private set; } = "";

    /// <summary>The port to connect to, 1 to 65535; 0 when the target is not <c>host:port</c>.</summary>
    public int Port { get; private set; }

    /// <summary>The headers.</summary>
    public IHeaderDictionary Headers { get; private init; } = new HeaderDictionary();

    /// <summary>Whether the request can be served.</summary>
    public bool IsValid => _isConnect && Host.Length > 0 && Port > 0;

    /// <summary>One that came after other requests on its connection, so that Kestrel has read it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its target.</param>
    public static ConnectRequest Of(HttpRequest request, string target)
    {
        var connect = new ConnectRequest { _isConnect = true, Headers = request.Headers };
        connect.ReadAuthority(target);
        return connect;
    }

    /// <summary>Reads on.</summary>
    /// <param name="reader">What has come and was not read yet; left behind what has been read.</param>
    /// <returns>Whether the head is complete.</returns>
    /// <exception cref="BadHttpRequestException">It is not HTTP.</exception>
    public bool Parse(ref SequenceReader<byte> reader)
    {
        _hasLine = _hasLine || Parser.ParseRequestLine(this, ref reader);
        return _hasLine && Parser.ParseHeaders(this, ref reader);
    }

    /// <inheritdoc/>
    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine)
    {
        _isConnect = versionAndMethod.Method == HttpMethod.Connect;
        ReadOnlySpan<byte> rest = startLine[targetPath.Offset..];
        int end = rest.IndexOf((byte)' ');
        ReadAuthority(Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]));
    }

    /// <inheritdoc/>
    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (++_fields > MostFields)
        {
            throw new BadHttpRequestException($"The request has more than {MostFields} header fields.", StatusCodes.Status431RequestHeaderFieldsTooLarge);
        }

        string key = Encoding.ASCII.GetString(name);
        Headers[key] = StringValues.Concat(Headers[key], Encoding.Latin1.GetString(value));
    }

    /// <inheritdoc/>
    public void OnHeadersComplete(bool endStream)
    {
    }

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void OnDynamicIndexedHeader(int? index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => throw new NotSupportedException();

    private void ReadAuthority(string text)
    {
        Authority = text;
        int colon = Authority.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(Authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            Host = Authority[..colon].Trim('[', ']');
            Port = port;
        }
    }
}
