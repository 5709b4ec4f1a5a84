using System.Globalization;
using System.Security.Cryptography;
using CsCheck;
using InfernoSim.LiveState;

namespace InfernoSim.Tests.LiveState;

public class ShapedValueTests
{
    private static readonly string[] Times = ["O", "R", "u", "yyyy-MM-dd", "yyyyMMdd", "yyyyMMddHHmmss", "HH:mm:ss"];

    [Theory]
    [InlineData("0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "Uuid")]
    [InlineData("0B8F3A52-9C4E-4D1F-8A67-2E5B7C901D34", "Uuid")]
    [InlineData("0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", "Uuid")]
    [InlineData("01JD3K8Q2ZP7V5X9M4N6R1T0WY", "Ulid")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVk", "Jwt")]
    [InlineData("1847362950174638592", "Digits")]
    [InlineData("48151623", "Digits")]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015", "Hex")]
    [InlineData("9f86d081884c7d65", "Hex")]
    [InlineData("V1StGXR8Z5jdHi6BmyT", "Opaque")]
    [InlineData("V1StGXR8_Z5jdHi6B-myT", "Opaque")]
    [InlineData("UiHU2CrjR/1Zev5g6V+sZA==", "Opaque")]
    [InlineData("1847362950174638000", "Digits")]
    [InlineData("xoxb17653672481z4FqRx9v", "Opaque")]
    [InlineData("dGhpcyBpcyBh2c2VjcmV0I6HRva2Vu==", "Opaque")]
    [InlineData("bkgEZokFIHmCVhbigUGlplPrFUM_-BfNaGyeBzrfDdw", "Opaque")]
    [InlineData("ord_0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "Uuid")]
    [InlineData("order-48151623", "Digits")]
    public void A_value_that_a_service_makes_anew_may_chain(string value, string shape)
    {
        Assert.Equal(shape, ShapedValue.Of(value).Shape.ToString());
    }

    [Theory]
    [InlineData("01JD3K8Q2ZP7V5X9M4N6R1T0WY")]
    [InlineData("01JDAKBQCZPDVEXFMGNHRJTKWY")]
    [InlineData("01JD3383259725594466901700")]
    public void A_ulid_that_looks_less_random_is_one_where_another_was(string live)
    {
        Assert.True(ShapedValue.Of("01JD3K8Q2ZP7V5X9M4N6R1T0WX").IsSameKind(live));
    }

    [Fact]
    public void Nearly_every_token_of_random_bytes_may_chain()
    {
        var random = new Random(1);
        byte[] bytes = new byte[32];
        int missed = 0;
        for (int i = 0; i < 10_000; i++)
        {
            random.NextBytes(bytes);
            missed += ShapedValue.Of(Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')).MayChain ? 0 : 1;
        }

        Assert.InRange(missed, 0, 3);
    }

    [Theory]
    [InlineData("abcdefghijklmnopqrst", true)]
    [InlineData("onlysmallletters", true)]
    [InlineData("short-token-12", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("a sentence of many words", false)]
    public void A_value_that_is_named_like_a_token_need_not_look_like_one(string value, bool mayChain)
    {
        Assert.Equal(mayChain, ShapedValue.OfToken(value).MayChain);
    }

    [Theory]
    [InlineData("")]
    [InlineData("InternalServerErrorException")]
    [InlineData("XMLHTTPREQUESTHEADERVALUE")]
    [InlineData("getElementsByTagNameAndClass")]
    [InlineData("ThisIsALongCamelCaseIdentifier")]
    [InlineData("1")]
    [InlineData("1234567")]
    [InlineData("12345678")]
    [InlineData("87654321")]
    [InlineData("11111111")]
    [InlineData("129900000")]
    [InlineData("4815162342000")]
    [InlineData("1764540000123000000")]
    [InlineData("iPhone-13-Pro-Max-256GB-Blue")]
    [InlineData("Windows-11-Home-N-x64-24H2")]
    [InlineData("20261123")]
    [InlineData("20261123184755")]
    [InlineData("1764000000")]
    [InlineData("1764000000123")]
    [InlineData("-48151623")]
    [InlineData("4815162.3")]
    [InlineData("true")]
    [InlineData("delivered")]
    [InlineData("EUR")]
    [InlineData("en-US")]
    [InlineData("application/json")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T18:47:55.1234567Z")]
    [InlineData("Mon, 23 Nov 2026 18:47:55 GMT")]
    [InlineData("1.2.3-beta.4+build.5678")]
    [InlineData("v2026.11.23-rc1-build77")]
    [InlineData("ada.lovelace1815@example.com")]
    [InlineData("https://shop.example.com/orders")]
    [InlineData("+49 30 1234 5678")]
    [InlineData("WIDGET-2000X")]
    [InlineData("iphone15pro256gb")]
    [InlineData("getCustomerOrderHistoryV2")]
    [InlineData("PAYMENT_METHOD_CREDIT_CARD")]
    [InlineData("the-quick-brown-fox-jumps-over")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0000000000000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("[REDACTED]")]
    [InlineData("order-42")]
    [InlineData("a1B2c3D4")]
    public void A_short_or_common_value_may_not(string value)
    {
        Assert.False(ShapedValue.Of(value).MayChain);
    }

    [Theory]
    [InlineData("0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", true)]
    [InlineData("0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "0b8f3a529c4e4d1f8a672e5b7c901d34", false)]
    [InlineData("0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "48151623", false)]
    [InlineData("ord_0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "ord_0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", true)]
    [InlineData("ord_0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "inv_0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", false)]
    [InlineData("48151623", "48151624", true)]
    [InlineData("48151623", "7", true)]
    [InlineData("48151623", "4815162x", false)]
    [InlineData("9f86d081884c7d65", "0011223344556677", true)]
    [InlineData("9f86d081884c7d65", "9F86D081884C7D66", false)]
    [InlineData("9f86d081884c7d65", "9f86d081884c7d659f", false)]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVk", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.b3RoZXI", true)]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVk", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJibyJ9.b3RoZXI", false)]
    [InlineData("0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "00000000-0000-0000-0000-000000000000", false)]
    [InlineData("0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34", "ffffffff-ffff-ffff-ffff-ffffffffffff", false)]
    [InlineData("9f86d081884c7d65", "0000000000000000", false)]
    [InlineData("48151623", "4815162", false)]
    [InlineData("48151623", "4815", false)]
    [InlineData("48151623", "481516230", false)]
    [InlineData("98151623", "100000002", true)]
    [InlineData("48151623", "1204", true)]
    [InlineData("1790532857712640001", "1790532857712640000", false)]
    [InlineData("1790532857712640001", "1790532857712640257", true)]
    [InlineData("1790532857712640001", "179053285771264000", false)]
    [InlineData("ord_48151623", "ord_4815162", false)]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVk", "V1StGXR8Z5jdHi6BmyT", false)]
    [InlineData("V1StGXR8Z5jdHi6BmyT", "kQ9sLm2Xz7Rt4Vb8Nc1P", true)]
    [InlineData("V1StGXR8Z5jdHi6BmyT", "null", false)]
    [InlineData("V1StGXR8Z5jdHi6BmyT", "two words of text here", false)]
    public void A_live_value_must_be_of_the_kind_that_was_recorded(string recorded, string live, bool isSame)
    {
        Assert.Equal(isSame, ShapedValue.Of(recorded).IsSameKind(live));
    }

    [Fact]
    public void Common_values_never_chain()
    {
        Gen<string> common = Gen.OneOf(
            Gen.Int[-9_999_999, 9_999_999].Select(number => number.ToString(CultureInfo.InvariantCulture)),
            Gen.Double[-1e9, 1e9].Select(number => number.ToString("0.00", CultureInfo.InvariantCulture)),
            Gen.Bool.Select(flag => flag ? "true" : "False"),
            Gen.DateTime[new DateTime(1970, 1, 1), new DateTime(2099, 1, 1)].Select(Gen.Int[0, Times.Length - 1], (time, form) => time.ToString(Times[form], CultureInfo.InvariantCulture)),
            Gen.Long[946_684_800, 4_102_444_799].Select(seconds => seconds.ToString(CultureInfo.InvariantCulture)),
            Gen.Long[946_684_800_000, 4_102_444_799_999].Select(milliseconds => milliseconds.ToString(CultureInfo.InvariantCulture)),
            Gen.String[Gen.Char['A', 'Z'], 2, 3],
            Gen.String[Gen.Char['a', 'z'], 1, 40],
            Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz -_."], 1, 40],
            Gen.Int[0, 99].Array[2, 5].Select(parts => string.Join('.', parts)),
            Gen.String[Gen.Char['a', 'z'], 3, 12].Array[1, 4].Select(Gen.Int[0, 9999], (words, number) => string.Join('-', words) + "-" + number),
            Gen.String[Gen.Char['a', 'z'], 3, 12].Array[2, 5].Select(words => string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]))),
            Gen.String[Gen.Char.AlphaNumeric, 0, 7]);

        common.Sample(value => !ShapedValue.Of(value).MayChain, iter: 20_000);
    }

    [Fact]
    public void Fresh_ids_always_chain_and_are_of_one_kind()
    {
        Gen<string> fresh = Gen.OneOf(Gen.Guid.Select(id => id.ToString()), Gen.Guid.Select(id => $"cus_{id}"), Gen.Byte.Array[32].Select(bytes => Convert.ToHexStringLower(SHA256.HashData(bytes))));

        Gen.Select(fresh, fresh).Sample((first, second) =>
        {
            ShapedValue shape = ShapedValue.Of(first);
            return shape.MayChain && shape.IsSameKind(second) == (first.Length == second.Length);
        });
    }
}
