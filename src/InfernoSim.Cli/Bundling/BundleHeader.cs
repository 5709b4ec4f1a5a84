using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Cli.CommandLine;
using Konscious.Security.Cryptography;

namespace InfernoSim.Cli.Bundling;

/// <summary>
/// The beginning of a bundle: what it is, and how its key is made of a passphrase. Not secret; every piece of the bundle is bound to it.
/// </summary>
/// <param name="Bytes">As it stands in the file.</param>
/// <param name="MemoryKiB">The memory that making the key takes, in KiB.</param>
/// <param name="Passes">How often the memory is gone through.</param>
/// <param name="Lanes">How many threads share the work.</param>
internal sealed record BundleHeader(byte[] Bytes, int MemoryKiB, int Passes, int Lanes)
{
    private const int SaltAt = 18;
    private const int SaltLength = 16;
    private const int Length = SaltAt + SaltLength;
    private const byte Version = 1;

    // RFC 9106, section 4, the second recommended option. A bundle may ask for more, but not for all that a machine has.
    private const int UsualMemoryKiB = 64 * 1024;
    private const int UsualPasses = 3;
    private const int UsualLanes = 4;
    private const int MostMemoryKiB = 1024 * 1024;
    private const int MostPasses = 16;
    private const int MostLanes = 16;

    private static ReadOnlySpan<byte> Magic => "INFSIMB"u8;

#pragma warning disable RS0030 // Two bundles of one passphrase must not have one key.
    /// <summary>The header of a new bundle.</summary>
    public static BundleHeader New()
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        bytes[7] = Version;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), UsualMemoryKiB);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), UsualPasses);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(16), UsualLanes);
        RandomNumberGenerator.Fill(bytes.AsSpan(SaltAt));
        return new BundleHeader(bytes, UsualMemoryKiB, UsualPasses, UsualLanes);
    }
#pragma warning restore RS0030

    /// <summary>Reads the header of a bundle.</summary>
    /// <param name="file">The bundle, at its beginning.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="CliException">It is no bundle, or one that asks for too much.</exception>
    public static async Task<BundleHeader> ReadAsync(Stream file, string path)
    {
        byte[] bytes = new byte[Length];
        if (await file.ReadAtLeastAsync(bytes, Length, throwOnEndOfStream: false) < Length || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new CliException($"{path} is no bundle; infernosim bundle seal makes one of an incident");
        }

        if (bytes[7] != Version)
        {
            throw new CliException($"{path} is a bundle of version {bytes[7]}, and this infernosim opens version {Version}; use the one that sealed it, or a newer one");
        }

        (int memory, int passes, int lanes) = (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(12)), BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(16)));
        return memory is >= 8 * MostLanes and <= MostMemoryKiB && passes is >= 1 and <= MostPasses && lanes is >= 1 and <= MostLanes
            ? new BundleHeader(bytes, memory, passes, lanes)
            : throw new CliException($"{path} asks for {memory} KiB, {passes} passes and {lanes} threads to make its key, which no bundle does; it was changed");
    }

    /// <summary>Makes the key.</summary>
    /// <param name="passphrase">The passphrase.</param>
    public async Task<byte[]> KeyOfAsync(string passphrase)
    {
        using var argon = new Argon2id(Encoding.UTF8.GetBytes(passphrase))
        {
            Salt = Bytes[SaltAt..],
            MemorySize = MemoryKiB,
            Iterations = Passes,
            DegreeOfParallelism = Lanes,
        };
        return await argon.GetBytesAsync(32);
    }
}
