//! Merchants' logos: picked from the person's files, looked at, kept.

use std::path::Path;

use sofia_core::MAX_LOGO_BYTES;
use sofia_media::Format;
use tauri_plugin_dialog::DialogExt;

use super::merchants::chosen;
use crate::convert;
use crate::host::Host;
use crate::transfer::*;

/// Asks for a file and keeps it; `None` where the person has changed their mind.
pub(super) async fn merchant_logo_choose(
    host: &Host,
    input: MerchantId,
) -> Result<Option<Merchant>, ErrorReport> {
    let dialog = host.app.dialog().file().add_filter("PNG, JPEG", &["png", "jpg", "jpeg"]);
    let Some(path) = chosen(move || dialog.blocking_pick_file()).await? else { return Ok(None) };
    let picture = picture_in(&path).await?;
    host.engine.set_logo(&input.id, picture).await.map_err(convert::error)?;
    merchant(host, &input.id).await.map(Some)
}

pub(super) async fn merchant_logo_remove(host: &Host, input: MerchantId) -> Result<Merchant, ErrorReport> {
    host.engine.remove_logo(&input.id).await.map_err(convert::error)?;
    merchant(host, &input.id).await
}

async fn merchant(host: &Host, id: &str) -> Result<Merchant, ErrorReport> {
    let merchant = host.engine.merchant(id).await.map_err(convert::error)?;
    Ok(convert::merchant(&host.engine, &merchant))
}

/// A file that can be a logo, by what is in it and not by its name.
async fn picture_in(path: &Path) -> Result<Vec<u8>, ErrorReport> {
    let failed = |error: std::io::Error| {
        let (path, reason) = (path.display().to_string(), error.to_string());
        ErrorReport::new(ErrorCode::FileFailed, &[("path", &path), ("reason", &reason)], &reason)
    };
    let unfit = || {
        let message = "A logo is a PNG or JPEG picture of at most 2 MB.";
        ErrorReport::new(ErrorCode::LogoUnfit, &[], message)
    };
    let length = tokio::fs::metadata(path).await.map_err(failed)?.len();
    if length > MAX_LOGO_BYTES as u64 {
        return Err(unfit());
    }
    let picture = tokio::fs::read(path).await.map_err(failed)?;
    let fits = picture.len() <= MAX_LOGO_BYTES
        && matches!(sofia_media::picture(&picture), Ok(Format::Png | Format::Jpeg));
    if fits { Ok(picture) } else { Err(unfit()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        file
    }

    #[tokio::test]
    async fn only_a_small_png_or_jpeg_can_be_a_logo_whatever_its_name() {
        let folder = std::env::temp_dir().join(format!("sofia-logos-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("logo.png");
        let mut large = png(10, 10);
        large.resize(MAX_LOGO_BYTES + 1, 0);
        let table: [(Vec<u8>, bool); 6] = [
            (png(400, 200), true),
            (png(20_000, 20_000), false),
            (large, false),
            (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), false),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), false),
            (Vec::new(), false),
        ];
        for (bytes, fits) in table {
            std::fs::write(&path, &bytes).unwrap();
            match picture_in(&path).await {
                Ok(kept) => assert!(fits && kept == bytes),
                Err(error) => assert!(!fits && error.code == ErrorCode::LogoUnfit, "{error:?}"),
            }
        }
        let missing = picture_in(&folder.join("no.png")).await.unwrap_err();
        assert_eq!(missing.code, ErrorCode::FileFailed);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
