using System.Security.Cryptography;
using System.Text;
using CsCheck;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class BodyDigestTests
{
    private static readonly HeaderMap Json = HeaderMap.Of(("Content-Type", "application/json"));

    private static readonly Gen<string> Scalars = Gen.OneOf<string>(
        "null", "true", "false", "0", "-0", "0.0", "1", "1.0", "10e-1", "-1", "100", "1e2", "12345678901234567890", "12345678901234567891",
        "\"\"", "\"a\"", "\"\\u0061\"", "\"\u00E9\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\U0001F600\"", "\"\\ud83d\"", "\"1\"", "\"}\"", "\"a\\/b\"", "\"a/b\"");

    private static readonly Gen<string> Names = Gen.OneOf<string>("\"a\"", "\"\\u0061\"", "\"b\"", "\"\"", "\"k\"", "\"}\"");

    private static readonly Gen<string> Spaces = Gen.OneOf<string>("", "", " ", "\n\t");

    private static readonly Gen<string> Documents = Gen.Recursive<string>((depth, inner) =>
        depth > 3
            ? Scalars
            : Gen.Frequency(
                (2, Scalars),
                (2, Gen.Select(inner, Spaces).Array[0, 3].Select(items => $"[{string.Join(',', items.Select(i => i.Item2 + i.Item1 + i.Item2))}]")),
                (3, Gen.Select(Names, Spaces, inner).Array[0, 4].Select(members =>
                    $"{{{string.Join(',', members.Select(m => $"{m.Item2}{m.Item1}{m.Item2}:{m.Item3}"))}}}"))));

    [Fact]
    public void Two_documents_have_one_digest_exactly_when_they_do_not_differ()
    {
        Gen.Select(Documents, Documents).Sample((left, right) => Agrees(left, right), iter: 20_000);
    }

    [Fact]
    public void A_document_and_its_mutation_have_one_digest_exactly_when_they_do_not_differ()
    {
        Gen.Select(Documents, Gen.Int[0, 1_000_000], Gen.OneOf<string>("", "0", "1", "\"", "a", " ", ",", "{", "]", "\\", ".0", "e1"), Gen.Int[0, 2])
            .Sample((document, place, inserted, removed) =>
            {
                int at = place % (document.Length + 1);
                return Agrees(document, string.Concat(document.AsSpan(0, at), inserted, document.AsSpan(Math.Min(at + removed, document.Length))));
            }, iter: 20_000);
    }

    [Fact]
    public void Shuffled_members_and_white_space_do_not_change_the_digest()
    {
        Gen.Select(Documents.Array[1, 6], Gen.Int[0, 1000]).Sample((values, seed) =>
        {
            string[] members = [.. values.Select((value, i) => $"\"m{i}\":{value}")];
            string[] shuffled = [.. members];
            new Random(seed).Shuffle(shuffled);
            string left = $"{{{string.Join(',', members)}}}";
            string right = $"{{ {string.Join(" , ", shuffled)} }}";
            return BodyComparer.Compare(Of(left), Of(right), TraceNoise.None) is null && Digest(left).SequenceEqual(Digest(right));
        });
    }

    [Fact]
    public void The_exchanges_own_ids_do_not_change_the_digest()
    {
        string[] ids = [new string('1', 32), new string('2', 32)];

        byte[][] digests = [.. ids.Select(id => BodyDigest.Sha256(Of($$"""{"traceId":"00-{{id}}-{{id[16..]}}-00"}"""), OwnIds.Of(id)))];

        Assert.Equal(digests[0], digests[1]);
        Assert.NotEqual(digests[0], BodyDigest.Sha256(Of($$"""{"traceId":"00-{{ids[0]}}-{{ids[0][16..]}}-00"}"""), OwnIds.None));
    }

    [Fact]
    public void Neighbouring_bodies_do_not_run_into_each_other()
    {
        static byte[] Of(params string[] bodies)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string body in bodies)
            {
                BodyDigest.AppendCanonical(hash, BodyContent.Of(Encoding.UTF8.GetBytes(body), HeaderMap.Empty), OwnIds.None);
            }

            return hash.GetHashAndReset();
        }

        Assert.NotEqual(Of("ab", "c"), Of("a", "bc"));
    }

    private static bool Agrees(string left, string right) =>
        (BodyComparer.Compare(Of(left), Of(right), TraceNoise.None) is null) == Digest(left).SequenceEqual(Digest(right))
        && (BodyComparer.Compare(Of(left), Of(right), TraceNoise.None) is null) == (BodyComparer.Compare(Of(right), Of(left), TraceNoise.None) is null);

    private static byte[] Digest(string document) => BodyDigest.Sha256(Of(document), OwnIds.None);

    private static BodyContent Of(string document) => BodyContent.Of(Encoding.UTF8.GetBytes(document), Json);
}
