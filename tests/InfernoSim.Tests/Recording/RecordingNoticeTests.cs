using InfernoSim.Recording;

namespace InfernoSim.Tests.Recording;

public sealed class RecordingNoticeTests
{
    [Theory]
    [InlineData(1024 * 1024, false, true, "bodies are stored, up to 1 MiB of each, with whatever personal data is in them (LESS keeps less); credentials and what looks like a secret are replaced by marks and tokens; a replay sends writes (POST, PUT, DELETE, ...) as well (SAFE leaves them out)")]
    [InlineData(1536, true, false, "bodies are stored, up to 1.5 KiB of each, with whatever personal data is in them (LESS keeps less); secrets are STORED AS THEY ARE; a replay sends writes (POST, PUT, DELETE, ...) as well (SAFE leaves them out)")]
    [InlineData(0, false, false, "bodies are not stored, only their size and hash; credentials in headers are replaced by marks, and passwords, keys and the like in targets and bodies are stored as they are (HIDE replaces them by tokens); a replay sends writes (POST, PUT, DELETE, ...) as well (SAFE leaves them out)")]
    public void What_is_stored_and_sent_is_said(int maxBody, bool keepsSecrets, bool hidesSecrets, string notice)
    {
        Assert.Equal(notice, RecordingNotice.Of(new RecorderOptions { MaxBodyBytes = maxBody, KeepSecrets = keepsSecrets, HideSecrets = hidesSecrets }, "LESS", "HIDE", "SAFE"));
    }
}
