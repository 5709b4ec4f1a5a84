using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Certificates;

/// <summary>The extension that says for which names an authority may vouch (RFC 5280, section 4.2.1.10). .NET has no builder for it.</summary>
internal static class NameConstraints
{
    private const string Id = "2.5.29.30";

    private static readonly Asn1Tag Permitted = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Excluded = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    /// <summary>Names under these domains, and no address.</summary>
    /// <param name="domains">For example <c>example.test</c>, which stands for <c>api.example.test</c> too; not empty.</param>
    public static X509Extension For(IReadOnlyList<string> domains)
    {
        var asn = new AsnWriter(AsnEncodingRules.DER);
        using (asn.PushSequence())
        {
            using (asn.PushSequence(Permitted))
            {
                foreach (string domain in domains)
                {
                    using (asn.PushSequence())
                    {
                        asn.WriteCharacterString(UniversalTagNumber.IA5String, domain, DnsName);
                    }
                }
            }

            // A form of name that no constraint mentions is not constrained. So every address is excluded: its bytes and its mask are 0.
            using (asn.PushSequence(Excluded))
            {
                foreach (int size in (int[])[8, 32])
                {
                    using (asn.PushSequence())
                    {
                        asn.WriteOctetString(new byte[size], IpAddress);
                    }
                }
            }
        }

        return new X509Extension(Id, asn.Encode(), critical: true);
    }

    /// <summary>The domains that a certificate is for; none when it is for any name.</summary>
    /// <param name="certificate">One of an authority that was made here.</param>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == Id) is not { } found)
        {
            return [];
        }

        AsnReader permitted = new AsnReader(found.RawData, AsnEncodingRules.DER).ReadSequence().ReadSequence(Permitted);
        var domains = new List<string>();
        while (permitted.HasData)
        {
            domains.Add(permitted.ReadSequence().ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
        }

        return domains;
    }
}
