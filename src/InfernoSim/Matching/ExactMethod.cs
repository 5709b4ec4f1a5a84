using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>
/// Request methods as they are written. <see cref="SocketsHttpHandler"/> knows <c>PATCH</c> and its like in any case and sends them in
/// capitals; but methods are case-sensitive (RFC 9110, section 9.1), and a server may answer <c>patch</c> with 405. Such a method
/// passes through it behind a prefix that nobody can guess, which the connection takes off again.
/// </summary>
internal static class ExactMethod
{
#pragma warning disable RS0030 // A caller who could guess it could hide a part of a body.
    private static readonly string Prefix = $"INFERNO-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}-";
#pragma warning restore RS0030

    private static readonly byte[] PrefixBytes = Encoding.ASCII.GetBytes(Prefix);

    /// <summary>What a message is given as its method, so that <see cref="Written"/> sends it as it is written.</summary>
    /// <param name="method">The method.</param>
    public static HttpMethod Of(string method)
    {
        var known = HttpMethod.Parse(method);
        return known.Method == method ? known : new HttpMethod(Prefix + method);
    }

    /// <summary>What is written to the connection. A request begins with a write of its own, since none is sent before the last one was answered.</summary>
    /// <param name="buffer">What <see cref="SocketsHttpHandler"/> writes.</param>
    public static ReadOnlyMemory<byte> Written(ReadOnlyMemory<byte> buffer) => buffer.Span.StartsWith(PrefixBytes) ? buffer[PrefixBytes.Length..] : buffer;
}
