//! A loader that speaks the real protocol over a real socket, and whose kernel is the host's folder.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use quiesce_trust::UpdateId;
use quiesce_trust::loading::{Answer, Ask, Done, Pause, Refusal, RefusalCode};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::places::Places;

#[derive(Clone)]
pub struct FakeLoader {
    core: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    refuses: Option<Refusal>,
    asked: Vec<String>,
}

impl FakeLoader {
    pub fn start(places: &Places) -> Self {
        let loader = Self {
            core: places.core(),
            state: Arc::default(),
        };
        let listener = UnixListener::bind(&places.loader_socket).unwrap();
        let serving = loader.clone();
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.answer(stream).await;
            }
        });
        loader
    }

    /// From now on it refuses everything for this reason.
    pub fn refuse(&self, code: RefusalCode, tasks: &[&str]) {
        let tasks = tasks.iter().map(|task| (*task).to_owned()).collect();
        let message = "No, and here is why.".to_owned();
        self.state.lock().unwrap().refuses = Some(Refusal {
            code,
            message,
            tasks,
        });
    }

    pub fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }

    pub fn load_core(&self) {
        fs::create_dir_all(self.core.join("updates")).unwrap();
        fs::write(self.core.join("version"), "0.1.0\n").unwrap();
    }

    async fn answer(&self, stream: UnixStream) {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let ask: Ask = serde_json::from_str(&line).unwrap();
        let mut bundle = Vec::new();
        stream.read_to_end(&mut bundle).await.unwrap();
        let mut answer = serde_json::to_vec(&self.act(ask, &bundle)).unwrap();
        answer.push(b'\n');
        stream.write_all(&answer).await.unwrap();
    }

    fn act(&self, ask: Ask, bundle: &[u8]) -> Answer {
        let mut state = self.state.lock().unwrap();
        if let Some(refusal) = &state.refuses {
            return Answer::Refused(refusal.clone());
        }
        match ask {
            Ask::Apply {
                offer,
                bundle_size,
                check_only,
            } => {
                assert_eq!(bundle_size, bundle.len() as u64);
                let Some(offer) = offer else {
                    return Answer::Refused(Refusal::new(RefusalCode::NoPermit, "No permit."));
                };
                state.asked.push(format!("apply {}", offer.id));
                let now = if check_only {
                    Done::Checked
                } else {
                    Done::Applied
                };
                self.done(&offer.id, now)
            }
            Ask::Undo { id } => {
                state.asked.push(format!("undo {id}"));
                self.done(&id, Done::Undone)
            }
            Ask::Remove { id } => {
                state.asked.push(format!("remove {id}"));
                self.done(&id, Done::Removed)
            }
        }
    }

    fn done(&self, id: &UpdateId, now: Done) -> Answer {
        let folder = self.core.join("updates").join(id.as_str());
        match now {
            Done::Checked => {}
            Done::Removed => fs::remove_dir_all(&folder).unwrap(),
            Done::Applied => self.write(id, "applied"),
            Done::Undone => self.write(id, "undone"),
        }
        let pause = Pause {
            rendezvous_ns: 9_000,
            check_ns: 20_000,
            write_ns: 30_000,
            total_ns: 84_250,
        };
        Answer::Done {
            id: id.clone(),
            now,
            pause: Some(pause).filter(|_| now != Done::Checked),
        }
    }

    fn write(&self, id: &UpdateId, state: &str) {
        let folder = self.core.join("updates").join(id.as_str());
        fs::create_dir_all(&folder).unwrap();
        let title = match id.as_str() {
            "k3j9x2ab" => "CVE-2026-46132: rtnetlink leaks kernel stack",
            _ => "log each open()",
        };
        fs::write(folder.join("title"), format!("{title}\n")).unwrap();
        fs::write(folder.join("state"), format!("{state}\n")).unwrap();
    }
}
